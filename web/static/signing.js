// Drawing a signature with finger, pen or mouse, and reading the plain words aloud with the browser's own voice.
(function () {
  "use strict";

  for (const form of document.querySelectorAll("form[data-drawing]")) draw(form);
  for (const button of document.querySelectorAll("[data-speak]")) speak(button);

  function draw(form) {
    const pad = form.querySelector("canvas.pad");
    const pen = pad.getContext("2d");
    const error = form.querySelector("#pad-error");
    let last = null;
    let length = 0;
    let sent = false;

    if (form.elements.drawing.value) {
      // What was written before another field was refused.
      const before = new Image();
      before.onload = () => { pen.drawImage(before, 0, 0); length = pad.width; };
      before.src = form.elements.drawing.value;
    }
    function place(event) {
      const box = pad.getBoundingClientRect();
      return {
        x: (event.clientX - box.left) * pad.width / box.width,
        y: (event.clientY - box.top) * pad.height / box.height,
      };
    }
    function clear() {
      pen.clearRect(0, 0, pad.width, pad.height);
      length = 0;
    }
    function stroke(to) {
      pen.strokeStyle = "#0b1a33";
      pen.lineWidth = 7;
      pen.lineCap = pen.lineJoin = "round";
      pen.beginPath();
      pen.moveTo(last.x, last.y);
      pen.lineTo(to.x, to.y);
      pen.stroke();
      length += Math.hypot(to.x - last.x, to.y - last.y);
      last = to;
    }
    pad.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      pad.setPointerCapture(event.pointerId);
      last = place(event);
      stroke({ x: last.x + 0.5, y: last.y });
      error.hidden = true;
    });
    pad.addEventListener("pointermove", (event) => {
      if (!last) return;
      const all = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
      for (const each of all.length ? all : [event]) stroke(place(each));
    });
    for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => { last = null; });
    form.querySelector("[data-clear]").addEventListener("click", clear);

    form.addEventListener("submit", (event) => {
      if (sent) { event.preventDefault(); return; }
      if (length < 60) {
        event.preventDefault();
        error.textContent = error.dataset.blank;
        error.hidden = false;
        error.scrollIntoView({ block: "center" });
        return;
      }
      form.elements.drawing.value = pad.toDataURL("image/png");
      sent = true;
    });
    window.addEventListener("pageshow", () => { sent = false; });
  }

  function speak(button) {
    const words = document.getElementById(button.dataset.speak);
    const status = document.querySelector("[data-speak-status]");
    const start = button.textContent;
    const voice = window.speechSynthesis;
    button.hidden = false;
    if (!voice || !window.SpeechSynthesisUtterance) { cannot(); return; }

    function cannot() {
      button.disabled = true;
      status.textContent = button.dataset.wordNone;
    }
    function over() { button.textContent = start; }
    button.addEventListener("click", () => {
      if (voice.speaking) { voice.cancel(); over(); return; }
      const language = button.dataset.speakIn || document.documentElement.lang;
      const known = voice.getVoices();
      if (!known.some((one) => one.lang.slice(0, 2) === language.slice(0, 2))) { cannot(); return; }
      button.textContent = button.dataset.wordStop;
      // A sentence at a time: some browsers fall silent in the middle of a long text.
      const sentences = words.innerText.split(/(?<=[。！？.!?])|\n+/).filter((one) => one.trim());
      sentences.forEach((sentence, n) => {
        const said = new SpeechSynthesisUtterance(sentence);
        said.lang = language;
        said.rate = 0.9;
        if (n === sentences.length - 1) said.onend = over;
        said.onerror = over;
        voice.speak(said);
      });
    });
    window.addEventListener("pagehide", () => voice.cancel());
  }
})();
