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
  var aids = { scale: 1, contrast: false, pointer: false };
  function remember() {
    try { w.localStorage.setItem('reading-aids', JSON.stringify(aids)); } catch (ignored) { return; }
  }
  function recall() {
    try { aids = JSON.parse(w.localStorage.getItem('reading-aids')) || aids; } catch (ignored) { return; }
  }
  function applyAids() {
    d.documentElement.style.fontSize = Math.round(aids.scale * 100) + '%';
    d.body.className = d.body.className.replace(/ ?contrast/g, '') + (aids.contrast ? ' contrast' : '');
    d.body.style.cursor = aids.pointer ? 'crosshair' : '';
  }
  function bindAids() {
    each(d.querySelectorAll('[data-aid]'), function (button) {
      button.onclick = function () {
        var aid = button.getAttribute('data-aid');
        if (aid === 'larger') { aids.scale = Math.min(2, aids.scale + 0.1); }
        if (aid === 'smaller') { aids.scale = Math.max(0.8, aids.scale - 0.1); }
        if (aid === 'contrast') { aids.contrast = !aids.contrast; }
        if (aid === 'pointer') { aids.pointer = !aids.pointer; }
        if (aid === 'reset') { aids = { scale: 1, contrast: false, pointer: false }; }
        remember();
        applyAids();
        return false;
      };
    });
  }
  function lazyImages() {
    var waiting = d.querySelectorAll('img[data-src]');
    function show() {
      var edge = (w.innerHeight || d.documentElement.clientHeight) + 200;
      each(waiting, function (image) {
        if (image.getAttribute('data-src') && image.getBoundingClientRect().top < edge) {
          image.src = image.getAttribute('data-src');
          image.removeAttribute('data-src');
        }
      });
    }
    if (waiting.length) { w.addEventListener('scroll', show); show(); }
  }
  function carousel() {
    var slides = d.querySelectorAll('.slides li'), at = 0;
    if (slides.length < 2) { return; }
    w.setInterval(function () {
      slides[at].style.display = 'none';
      at = (at + 1) % slides.length;
      slides[at].style.display = 'block';
    }, 5000);
  }
  function tabs() {
    each(d.querySelectorAll('.tabs'), function (box) {
      var heads = box.querySelectorAll('.tab-head a'), panes = box.querySelectorAll('.tab-pane');
      each(heads, function (head, nth) {
        head.onmouseover = function () {
          each(panes, function (pane, other) { pane.style.display = other === nth ? 'block' : 'none'; });
          each(heads, function (one, other) { one.className = other === nth ? 'on' : ''; });
        };
      });
    });
  }
  function ready() {
    recall(); applyAids(); bindAids(); lazyImages(); carousel(); tabs();
    showToday(); bindSizes(); bindTop(); bindPrint(); bindFriends(); bindTree(); bindSearch(); markNav();
  }
  if (d.readyState === 'loading') { d.addEventListener('DOMContentLoaded', ready); } else { ready(); }
  w.portal = { size: resize, today: showToday };
})(window, document);
