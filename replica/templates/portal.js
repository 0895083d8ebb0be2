(function (w, d) {
  'use strict';
  function byId(id) { return d.getElementById(id); }
  function each(list, act) { for (var i = 0; i < list.length; i++) { act(list[i], i); } }
  function pad(n) { return n < 10 ? '0' + n : '' + n; }
  var week = ['\u65e5', '\u4e00', '\u4e8c', '\u4e09', '\u56db', '\u4e94', '\u516d'];
  function showToday() {
    var box = byId('today'), now = new Date();
    if (!box) { return; }
    box.innerHTML = now.getFullYear() + '-' + pad(now.getMonth() + 1) + '-' + pad(now.getDate()) +
      ' \u661f\u671f' + week[now.getDay()];
  }
  function resize(size) {
    each(d.querySelectorAll('.article-body'), function (box) { box.style.fontSize = size + 'px'; });
  }
  function bindSizes() {
    each(d.querySelectorAll('[data-size]'), function (link) {
      link.onclick = function () { resize(parseInt(link.getAttribute('data-size'), 10)); return false; };
    });
  }
  function bindTop() {
    var top = d.querySelector('.totop');
    if (!top) { return; }
    top.onclick = function () { w.scrollTo(0, 0); };
    top.style.display = 'none';
    w.addEventListener('scroll', function () {
      top.style.display = (w.pageYOffset || d.documentElement.scrollTop) > 300 ? 'block' : 'none';
    });
  }
  function bindPrint() {
    var link = byId('print');
    if (link) { link.onclick = function () { w.print(); return false; }; }
  }
  function bindFriends() {
    each(d.querySelectorAll('.friend select'), function (box) {
      box.onchange = function () { if (box.value) { w.location.href = box.value; } box.selectedIndex = 0; };
    });
  }
  function bindTree() {
    each(d.querySelectorAll('.tree > li'), function (item) {
      var inner = item.querySelector('ul');
      if (!inner) { return; }
      item.ondblclick = function () { inner.style.display = inner.style.display === 'none' ? '' : 'none'; };
    });
  }
  function bindSearch() {
    var form = d.querySelector('.search');
    if (!form) { return; }
    form.onsubmit = function () {
      var word = form.querySelector('input').value.replace(/^\s+|\s+$/g, '');
      if (!word) { form.querySelector('input').focus(); return false; }
      return true;
    };
  }
  function markNav() {
    var path = w.location.pathname;
    each(d.querySelectorAll('.nav > ul > li > a'), function (link) {
      if (link.getAttribute('href') === path) { link.parentNode.className = 'on'; }
    });
  }
  function ready() {
    showToday(); bindSizes(); bindTop(); bindPrint(); bindFriends(); bindTree(); bindSearch(); markNav();
  }
  if (d.readyState === 'loading') { d.addEventListener('DOMContentLoaded', ready); } else { ready(); }
  w.portal = { size: resize, today: showToday };
})(window, document);
