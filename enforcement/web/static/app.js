// What pages do besides links and forms: the token for htmx, uploads with progress, keys in a
// document. Everything here also works without this file, except dropping folders.
(function () {
  "use strict";
  var token = document.querySelector('meta[name="csrf"]').content;

  document.body.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-CSRF-Token"] = token;
  });

  // --- uploads ---------------------------------------------------------------------------------

  var form = document.getElementById("upload");
  if (form) {
    var words = document.getElementById("upload-state");
    var bar = document.getElementById("upload-bar");
    var busy = false;

    var say = function (text, bad) {
      words.textContent = text;
      words.className = text ? "notice " + (bad ? "bad" : "") : "";
    };

    // files: [[File, path]]
    var send = function (files) {
      if (busy) { return; }
      if (!files.length) { say("没有找到文件。", true); return; }
      var data = new FormData();
      data.append("csrf", token);
      files.forEach(function (f) { data.append("files", f[0], f[1]); });
      var request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("X-CSRF-Token", token);
      request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
      request.upload.onprogress = function (event) {
        if (event.lengthComputable) { bar.value = 100 * event.loaded / event.total; }
      };
      request.onload = function () {
        if (request.status === 201) {
          window.location = request.getResponseHeader("Location");
          return;
        }
        busy = false;
        bar.hidden = true;
        var page = new DOMParser().parseFromString(request.responseText, "text/html");
        var told = page.querySelector(".notice");
        say((told || page.body).textContent.trim() || "没有上传成功，请重试。", true);
      };
      request.onerror = function () {
        busy = false;
        bar.hidden = true;
        say("上传中断了：可能超过了大小或者数量的限制，也可能是连接断了。", true);
      };
      busy = true;
      bar.hidden = false;
      bar.value = 0;
      say("正在上传 " + files.length + " 个文件……");
      request.send(data);
    };

    var chosen = function (event) {
      var list = Array.prototype.slice.call(event.target.files);
      send(list.map(function (f) { return [f, f.webkitRelativePath || f.name]; }));
    };
    ["folder", "files"].forEach(function (id) {
      var input = document.getElementById(id);
      var label = form.querySelector('label[for="' + id + '"]');
      input.addEventListener("change", chosen);
      input.addEventListener("focus", function () { label.classList.add("focus"); });
      input.addEventListener("blur", function () { label.classList.remove("focus"); });
    });

    // A dropped folder is read entry by entry; a reader gives at most a hundred at a time.
    var walk = function (entry, path, found) {
      return new Promise(function (resolve) {
        if (entry.isFile) {
          entry.file(function (f) { found.push([f, path + f.name]); resolve(); }, resolve);
          return;
        }
        var reader = entry.createReader();
        var more = function () {
          reader.readEntries(function (entries) {
            if (!entries.length) { resolve(); return; }
            Promise.all(entries.map(function (e) {
              return walk(e, path + entry.name + "/", found);
            })).then(more);
          }, resolve);
        };
        more();
      });
    };
    ["dragover", "dragenter"].forEach(function (name) {
      form.addEventListener(name, function (event) {
        event.preventDefault();
        form.classList.add("over");
      });
    });
    form.addEventListener("dragleave", function () { form.classList.remove("over"); });
    form.addEventListener("drop", function (event) {
      event.preventDefault();
      form.classList.remove("over");
      var found = [];
      var items = Array.prototype.slice.call(event.dataTransfer.items || []);
      var entries = items.map(function (i) { return i.webkitGetAsEntry && i.webkitGetAsEntry(); });
      Promise.all(entries.filter(Boolean).map(function (e) { return walk(e, "", found); }))
        .then(function () { send(found); });
    });
  }

  // --- a document with marked places -----------------------------------------------------------

  var list = Array.prototype.slice.call(document.querySelectorAll("[data-mark]"));
  if (list.length) {
    var here = -1;
    var lit = null;
    // The words that a point stands before; several points may stand before the same words.
    var wordsAt = function (point) {
      if (point.classList.contains("all")) { return point.parentElement; }
      var at = point;
      while (at && at.classList.contains("point")) { at = at.nextElementSibling; }
      return at || point;
    };
    var show = function (index, move) {
      if (index < 0 || index >= list.length) { return; }
      here = index;
      list.forEach(function (item, i) { item.classList.toggle("here", i === index); });
      list[index].scrollIntoView({ block: "nearest" });
      // Not a step of the history: "back" leads to the list of problems, however many were seen.
      if (move) { history.replaceState(null, "", "#" + list[index].dataset.mark); }
      var place = document.getElementById(list[index].dataset.mark);
      if (lit) { lit.classList.remove("here"); }
      lit = place && wordsAt(place);
      if (lit) {
        lit.classList.add("here");
        lit.scrollIntoView({ block: "center" });
      }
    };
    list.forEach(function (item, i) {
      item.querySelector("a").addEventListener("click", function (event) {
        event.preventDefault();
        show(i, true);
      });
    });
    var follow = function () {
      var id = window.location.hash.slice(1);
      show(list.findIndex(function (item) { return item.dataset.mark === id; }), false);
    };
    window.addEventListener("hashchange", follow);
    window.addEventListener("load", follow);
    document.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.altKey || event.metaKey) { return; }
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) { return; }
      if (event.key === "j" || event.key === "J") { show(here + 1, true); }
      if (event.key === "k" || event.key === "K") { show(here - 1, true); }
    });
  }
}());
