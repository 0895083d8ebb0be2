(function (w, d) {
  var kept = $kept, address = '', rows = [];
  kept.forEach(function (code) { address += String.fromCharCode(code ^ 23); });
  function sign(text) {
    var value = 7;
    for (var i = 0; i < text.length; i++) { value = (value * 31 + text.charCodeAt(i)) % 1000003; }
    return value;
  }
  function show() {
    var box = d.getElementById('app-list');
    box.innerHTML = '<ul>' + rows.join('') + '</ul>';
    box.setAttribute('data-loaded', rows.length);
  }
  function load(number) {
    var wanted = '{"pageNo":' + number + ',"pageSize":5}';
    var url = address + '&paramJson=' + encodeURIComponent(wanted) + '&sign=' + sign(wanted);
    fetch(url).then(function (r) { return r.json(); }).then(function (answer) {
      var part = answer.success ? answer.data.html.match(/<li>[^]*?<\/li>/g) : null;
      if (part) { rows = rows.concat(part); load(number + 1); } else { show(); }
    });
  }
  load(1);
})(window, document);
