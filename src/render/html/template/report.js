'use strict';
// Everything can be read without this script. It folds rows, picks a team and shows figures under
// the pointer; all of these also stand in the tables.
(function () {
  var page = document;
  page.documentElement.classList.add('js');
  function all(selector, root) {
    return Array.prototype.slice.call((root || page).querySelectorAll(selector));
  }

  function unfold(button, open) {
    var row = page.getElementById(button.getAttribute('aria-controls'));
    button.setAttribute('aria-expanded', String(open));
    row.classList.toggle('open', open);
    var link = open && row.querySelector('.df a');
    var source = link && page.getElementById(link.getAttribute('href').slice(1));
    if (source) {
      link.parentNode.replaceChildren(source.querySelector('.body').cloneNode(true));
    }
  }

  function rows() {
    var buttons = all('.sig button');
    buttons.forEach(function (button) {
      button.addEventListener('click', function () {
        unfold(button, button.getAttribute('aria-expanded') !== 'true');
      });
    });
    var every = page.getElementById('openall');
    if (!every) return;
    every.addEventListener('click', function () {
      var open = every.textContent === 'Open all rows';
      // Rows of folded teams stay as they are: forty teams would fill the page.
      all('.sgt[open] .sig button').forEach(function (button) { unfold(button, open); });
      every.textContent = open ? 'Close all rows' : 'Open all rows';
    });
  }

  function show(team) {
    all('[data-team]').forEach(function (element) {
      var other = team && element.getAttribute('data-team') !== team;
      element.classList.toggle('off', Boolean(other));
      if (team && !other && element.matches('details.fold')) element.open = true;
    });
  }

  function teams() {
    var buttons = all('#filter button');
    buttons.forEach(function (button) {
      button.addEventListener('click', function () {
        buttons.forEach(function (other) {
          other.setAttribute('aria-pressed', String(other === button));
        });
        show(button.getAttribute('data-f'));
      });
    });
    var list = page.getElementById('pick');
    if (list) list.addEventListener('change', function () { show(list.value); });
  }

  // A link into a folded part opens it.
  function targets() {
    function open() {
      var id = decodeURIComponent(location.hash.slice(1));
      var target = id && page.getElementById(id);
      if (!target) return;
      for (var at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
      target.scrollIntoView({ behavior: 'instant' });
    }
    addEventListener('hashchange', open);
    open();
  }

  function tips() {
    var tip = page.getElementById('tip');
    function move(event) {
      var left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
      var below = event.clientY + 18;
      var fits = below + tip.offsetHeight <= innerHeight;
      tip.style.left = Math.max(8, left) + 'px';
      tip.style.top = (fits ? below : event.clientY - tip.offsetHeight - 12) + 'px';
    }
    page.addEventListener('pointerover', function (event) {
      var marked = event.target.closest && event.target.closest('[data-tip]');
      tip.hidden = !marked;
      if (!marked) return;
      tip.textContent = marked.getAttribute('data-tip');
      move(event);
    });
    page.addEventListener('pointermove', function (event) { if (!tip.hidden) move(event); });
    page.addEventListener('keydown', function (event) {
      if (event.key === 'Escape') tip.hidden = true;
    });
  }

  page.addEventListener('DOMContentLoaded', function () {
    rows();
    teams();
    targets();
    tips();
  });
})();
