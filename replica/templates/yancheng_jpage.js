
var proxyUrl = '$proxy', perpage = $rows;
function turn(number) {
  var url = proxyUrl + '?page=' + number + '&perpage=' + perpage + '&$common';
  var xhr = new XMLHttpRequest();
  xhr.open('GET', url, true);
  xhr.onload = function () {
    var records = xhr.responseXML.getElementsByTagName('record'), html = '';
    for (var i = 0; i < records.length; i++) { html += records[i].textContent; }
    document.getElementById('$unit').innerHTML = '<ul>' + html + '</ul>';
  };
  xhr.send();
}
turn(1);
