// The search of index.html: the letters' words lie in one small script a month, which are loaded when first asked for.
(function () {
  "use strict";
  var form = document.getElementById("search"), box = form.elements.q, says = form.dataset;
  var all = document.getElementById("all"), results = document.getElementById("results");
  var MOST = 100, stories = null, waiting = false, unread = false;

  function fold(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "")
      .replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/ß/g, "ss").replace(/ł/g, "l").replace(/ø/g, "o").replace(/đ/g, "d")
      .replace(/[’ʼ]/g, "'").replace(/[\s\u00a0\u202f]+/g, " ");
  }

  function load() {
    var months = says.months.split(" "), left = months.length, letters = {};
    if (waiting) return;
    waiting = true;
    window.veille = function (month, told) { letters[month] = told; };
    months.forEach(function (month) {
      var script = document.createElement("script");
      script.src = month + ".js";
      script.onload = script.onerror = function () {
        unread = unread || !letters[month];
        left -= 1;
        if (left) return;
        stories = [];
        months.forEach(function (one) {
          (letters[one] || []).forEach(function (letter) {
            letter[3].forEach(function (story) {
              stories.push({ file: letter[0], day: letter[1], topic: story[4], number: story[0], title: story[1],
                origin: story[2], excerpt: story[3], text: fold(story.slice(1).concat(letter.slice(1, 3)).join(" ")) });
            });
          });
        });
        show();
      };
      document.head.appendChild(script);
    });
  }

  function put(parent, name, text) {
    var element = document.createElement(name);
    element.textContent = text;
    parent.appendChild(element);
    return element;
  }

  function show() {
    var words = fold(box.value).split(" ").filter(Boolean), list = document.createElement("ul"), found;
    all.hidden = words.length > 0;
    results.hidden = !words.length;
    results.textContent = "";
    if (!words.length) return;
    if (!stories) { load(); return; }
    found = stories.filter(function (story) {
      return words.every(function (word) { return story.text.indexOf(word) >= 0; });
    });
    var said = found.length > MOST ? says.over : found.length > 1 ? says.many : found.length ? says.one : says.none;
    put(results, "h2", said.replace("#", Math.min(found.length, MOST)) + (unread ? " (" + says.unread + ")" : ""));
    list.className = "found";
    found.slice(0, MOST).forEach(function (story) {
      var item = put(list, "li", ""), title = put(item, "p", ""), link = put(title, "a", story.title), line;
      title.className = "title";
      link.href = story.file + "#s" + story.number;
      link.dir = "auto";
      line = put(item, "p", [story.day, story.topic === story.origin ? "" : story.topic, story.origin].filter(Boolean).join(" · "));
      line.className = "grey";
      if (story.excerpt) put(item, "p", story.excerpt).dir = "auto";
    });
    results.appendChild(list);
  }

  function read() {
    var asked = /^#q=(.*)$/.exec(location.hash);
    if (!asked) return;
    try { box.value = decodeURIComponent(asked[1].replace(/\+/g, " ")); } catch (error) { return; }
    show();
  }

  form.hidden = false;
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    location.replace("#q=" + encodeURIComponent(box.value));
  });
  box.addEventListener("focus", function () { if (!stories) load(); });
  box.addEventListener("input", show);
  window.addEventListener("hashchange", read);
  read();
})();
