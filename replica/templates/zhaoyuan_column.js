
(function (d) {
  var box = d.getElementById('column-list'), data = JSON.parse(box.getAttribute('queryData').replace(/'/g, '"'));
  function load(tag, number) {
    data.tagId = tag;
    data.paramJson = JSON.stringify({ pageNo: number, pageSize: $rows });
    var query = Object.keys(data).map(function (k) { return k + '=' + encodeURIComponent(data[k]); }).join('&');
    fetch(box.getAttribute('url') + '?' + query).then(function (r) { return r.json(); }).then(function (answer) {
      if (answer.data.html.indexOf('$no_data') >= 0 && tag) { load('', number); return; }
      box.innerHTML = answer.data.html;
    });
  }
  load(data.tagId, 1);
})(document);
