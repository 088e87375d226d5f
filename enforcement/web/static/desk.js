// The reviewer's desk: from a finding to its place, keys, what is written but not kept yet, words
// selected in a document. Without this file decisions are forms and places are links.
(function () {
  "use strict";
  var split = document.querySelector("[data-case]");
  if (!split) { return; }
  var file = split.dataset.case;
  var writable = split.dataset.writable === "yes";
  var here = null;      // the finding at hand, by its id
  var place = 0;        // which of its places is shown
  var point = "";       // the mark to go to once the document is there

  var all = function (selector, root) {
    return Array.prototype.slice.call((root || document).querySelectorAll(selector));
  };
  var find = function (id) { return id && document.getElementById("f-" + id); };

  // --- from a finding to its place ----------------------------------------------------------------

  var go = function () {
    var mark = point && document.getElementById(point);
    all(".paper .here").forEach(function (e) { e.classList.remove("here"); });
    if (mark) {
      var words = mark;
      if (mark.classList.contains("all")) { words = mark.parentElement; }
      while (words && words.tagName === "SPAN") { words = words.nextElementSibling; }
      if (words) { words.classList.add("here"); }
      mark.scrollIntoView({ block: "center" });
    }
  };
  var open = function (link) {
    var bar = document.querySelector("#pane .paper-bar");
    var extra = link.dataset.act ? "&act=" + link.dataset.act : "";
    extra += link.dataset.own ? "&own=" + link.dataset.own : "";
    point = link.dataset.point;
    if (!extra && bar && bar.dataset.number === link.dataset.doc) { go(); return; }
    window.htmx.ajax("GET", "/files/" + file + "/paper?doc=" + link.dataset.doc + extra, "#pane");
  };
  var take = function (id, move) {
    var one = find(id);
    if (!one) { return; }
    if (here !== id) { place = 0; }
    here = id;
    all(".find.here").forEach(function (e) { e.classList.remove("here"); });
    one.classList.add("here");
    var block = one.offsetHeight > one.closest(".side").clientHeight - 90 ? "start" : "nearest";
    one.scrollIntoView({ block: block });
    if (move) { step(0); }
  };
  var step = function (by) {
    var links = here ? all("a.go", find(here)) : [];
    if (!links.length) { return; }
    place = (place + by + links.length) % links.length;
    open(links[place]);
  };
  var walk = function (by) {
    var list = all(".find");
    if (!list.length) { return; }
    var at = list.indexOf(find(here));
    var next = at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by;
    if (next >= 0 && next < list.length) { take(list[next].dataset.find, true); }
  };
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a.go");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    var one = link.closest(".find");
    if (one) {
      take(one.dataset.find, false);
      place = all("a.go", one).indexOf(link);
    }
    open(link);
  });
  document.addEventListener("focusin", function (event) {
    var one = event.target.closest && event.target.closest(".find");
    if (one && one.dataset.find !== here) { take(one.dataset.find, false); }
  });

  // --- deciding ------------------------------------------------------------------------------------

  var key = function (form) { return "anjuan:" + file + ":" + form.elements.finding.value; };
  var keep = function (name, value) {
    try {
      if (value) { sessionStorage.setItem(name, value); } else { sessionStorage.removeItem(name); }
    } catch (e) { /* full or not allowed: then it is only not kept over a reload */ }
  };
  var kept = function (name) {
    try { return sessionStorage.getItem(name) || ""; } catch (e) { return ""; }
  };
  var restore = function () {
    all("form.say").forEach(function (form) {
      var reason = form.elements.reason;
      if (!reason.value) { reason.value = kept(key(form)); }
    });
  };
  // 不采纳 and 不适用 need a reason: the field is asked for first, and Enter or leaving it keeps both.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("form.say button[name=decision]");
    if (!button) { return; }
    var form = button.form;
    if (button.value !== "采纳" && !form.elements.reason.value.trim()) {
      event.preventDefault();
      form.dataset.wanted = button.value;
      all("button", form).forEach(function (b) { b.classList.toggle("wanted", b === button); });
      form.elements.reason.focus();
    }
  }, true);
  var press = function (form, decision) {
    all("button[name=decision]", form).forEach(function (b) {
      if (b.value === decision) { b.click(); }
    });
  };
  var chosen = function (form) {
    var pressed = form.querySelector('button[aria-pressed="true"]');
    return form.dataset.wanted || (pressed ? pressed.value : "");
  };
  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (form && form.classList.contains("say")) { keep(key(form), event.target.value); }
  });
  document.addEventListener("change", function (event) {
    var form = event.target.form;
    if (!form || !form.classList.contains("say") || event.target.name !== "reason") { return; }
    if (chosen(form) && event.target.value.trim()) { press(form, chosen(form)); }
  });
  document.body.addEventListener("htmx:afterRequest", function (event) {
    var form = event.detail.elt;
    if (event.detail.successful && form.classList && form.classList.contains("say")) {
      keep(key(form), "");
    }
  });
  document.body.addEventListener("htmx:afterSettle", function (event) {
    if (event.detail.target.id === "pane") { go(); return; }
    restore();
    if (here && find(here)) { take(here, false); }
  });
  var decide = function (decision) {
    var one = find(here);
    var form = one && one.querySelector("form.say");
    if (form) { press(form, decision); }
  };

  // --- a finding of one's own ----------------------------------------------------------------------

  var add = function () {
    var box = document.getElementById("add");
    if (!box) { return; }
    var words = String(window.getSelection()).trim().slice(0, 200);
    var bar = document.querySelector("#pane .paper-bar");
    box.open = true;
    document.getElementById("add-doc").value = (bar && bar.dataset.number) || "0";
    if (words) {
      document.getElementById("add-quote").value = words;
      document.getElementById("add-shown").textContent = "选中的文字：“" + words + "”";
      document.getElementById("add-document").value = (bar && bar.dataset.kind) || "";
    }
    box.scrollIntoView({ block: "nearest" });
    document.getElementById("add-item").focus();
  };

  // --- keys ----------------------------------------------------------------------------------------

  var help = document.getElementById("help");
  var showHelp = function () { if (help.open) { help.close(); } else { help.showModal(); } };
  document.getElementById("to-help").addEventListener("click", showHelp);
  var click = function (id) { var e = document.getElementById(id); if (e) { e.click(); } };
  var handIn = function () {
    var form = document.getElementById("hand-in");
    if (form) { form.requestSubmit(); }
  };
  // By the key and not the letter: an input method for Chinese would swallow the letter.
  var keys = {
    KeyJ: function () { walk(1); },
    KeyK: function () { walk(-1); },
    KeyO: function () { step(1); },
    BracketLeft: function () { click("before"); },
    BracketRight: function () { click("after"); },
    KeyT: function () { click("to-course"); },
    KeyC: function () { window.location = document.getElementById("to-compare").href; }
  };
  if (writable) {
    keys.KeyA = function () { decide("采纳"); };
    keys.KeyR = function () { decide("不采纳"); };
    keys.KeyX = function () { decide("不适用"); };
    keys.KeyM = add;
    keys.KeyS = handIn;
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) { return; }
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "Escape" && typing) { event.target.blur(); return; }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing
        && event.target.name === "reason" && event.target.form.classList.contains("say")) {
      event.preventDefault();
      if (chosen(event.target.form)) { event.target.blur(); }
      return;
    }
    if (typing || help.open && event.key !== "?") { return; }
    if (event.key === "?" || event.key === "？") { event.preventDefault(); showHelp(); return; }
    if (!event.shiftKey && keys[event.code]) { event.preventDefault(); keys[event.code](); }
  });

  // --- at the beginning ----------------------------------------------------------------------------

  restore();
  var hash = decodeURIComponent(window.location.hash.slice(1));
  if (/^f-/.test(hash)) { take(hash.slice(2), true); }
  if (/^p\d+$/.test(hash)) {
    point = hash;
    var link = document.querySelector('a.go[data-point="' + hash + '"]');
    if (link) { take(link.closest(".find").dataset.find, false); }
    go();
  }
}());
