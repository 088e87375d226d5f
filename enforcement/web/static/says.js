// What the server refused is said where it was asked for, and what was typed stays in the form.
(function () {
  "use strict";
  var text = function (request) {
    var page = new DOMParser().parseFromString(request.responseText, "text/html");
    var told = page.querySelector(".notice");
    return told ? told.textContent.trim() : "没有办成，请刷新后再试。";
  };
  var say = function (elt, words) {
    var box = document.getElementById("says");
    var form = elt && elt.closest && elt.closest("form");
    if (!box) {
      if (!form) { return; }
      box = document.createElement("p");
      box.id = "says";
      box.className = "notice bad";
      box.setAttribute("role", "alert");
      form.insertBefore(box, form.firstChild);
    }
    box.textContent = words;
    box.hidden = !words;
    if (words) { box.scrollIntoView({ block: "nearest" }); }
  };
  var clear = function () {
    var box = document.getElementById("says");
    if (box && box.closest("form")) { box.parentElement.removeChild(box); }
    else if (box) { box.hidden = true; }
  };
  document.body.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.requestConfig && event.detail.requestConfig.verb !== "get") { clear(); }
  });
  document.body.addEventListener("htmx:responseError", function (event) {
    say(event.detail.elt, text(event.detail.xhr));
  });
  document.body.addEventListener("htmx:sendError", function (event) {
    say(event.detail.elt, "没有连上服务器，刚才的没有办成；恢复后请再按一次。");
  });
}());
