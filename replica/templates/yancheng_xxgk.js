
function loadXxgk(number) {
  var url = '$address&currpage=' + number, xhr = new XMLHttpRequest();
  xhr.open('GET', url, true);
  xhr.overrideMimeType('text/html;charset=utf-8');
  xhr.onload = function () { document.getElementById('$box').innerHTML = xhr.responseText; };
  xhr.send();
}
loadXxgk(1);
