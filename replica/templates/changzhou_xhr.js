
(function () {
  var gi = '$code', page = 1;
  function load(n) {
    var url = '/ns_class/zwgk_18?act=ajax&gi=' + gi + '&ns=&dept=1&notime=&page=' + n + '&key=&t=1&cache=no&test=bbb';
    var xhr = new XMLHttpRequest();
    xhr.open('GET', url, true);
    xhr.onreadystatechange = function () {
      if (xhr.readyState !== 4) { return; }
      var answer = JSON.parse(xhr.responseText);
      if (answer.status === 10) { document.getElementById('gi-list').innerHTML = answer.html; page = n; }
    };
    xhr.send();
  }
  window.turn = function (step) { load(Math.max(1, page + step)); return false; };
  load(1);
})();
