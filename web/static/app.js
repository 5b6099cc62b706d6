// What pages do beyond HTML: no double submit, drafts saved while typing, the place picker's keys, a word before leaving.
(function () {
  "use strict";
  const word = (name) => document.body.dataset["word" + name] || "";
  const token = () => (document.querySelector('meta[name="csrf-token"]') || {}).content || "";
  const dirty = new WeakSet();
  let leaving = false;

  // One submit per page load: the server answers a repeated key alike, this only spares the wait.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (event.defaultPrevented) return; // htmx sends it, the page stays
    const beside = button && button.hasAttribute("data-beside") && button.formTarget !== "_self";
    if (beside) return; // a draft opens beside the form, which stays
    leaving = true;
    if (!form.hasAttribute("data-guard")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    const quiet = button && button.hasAttribute("data-no-guard");
    setTimeout(() => {
      for (const each of form.querySelectorAll("button[type=submit]")) each.disabled = true;
      if (button && !quiet && !button.classList.contains("unseen")) button.textContent = word("Sending");
    }, 0);
  });
  // On a wide page the draft opens beside the form, elsewhere in a window of its own.
  const frame = document.querySelector("iframe[name=draft]");
  let asked = null;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-beside]");
    if (!button || button === asked || !frame || !window.matchMedia("(min-width: 64em)").matches) return;
    frame.hidden = false;
    button.formTarget = frame.name;
    frame.onload = () => {
      // Something lacks: the form itself comes back, and belongs on the page with what is wrong at its fields.
      if (!frame.contentDocument || !frame.contentDocument.getElementById("form")) return;
      asked = button;
      button.formTarget = "_self";
      button.click();
    };
  }, true);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });

  // Leaving a form that was changed and not sent.
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-leave]");
    if (form) dirty.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if (leaving) return;
    const forms = document.querySelectorAll("form[data-leave]");
    if ([...forms].some((form) => dirty.has(form))) event.preventDefault();
  });

  // Files: what is too large is said before it is sent; the server says so too.
  for (const input of document.querySelectorAll("input[type=file][data-largest]")) {
    input.addEventListener("change", () => {
      const state = input.parentElement.querySelector(".file-state");
      const files = [...input.files];
      const large = files.filter((file) => file.size > Number(input.dataset.largest)).map((file) => file.name);
      const all = files.reduce((sum, file) => sum + file.size, 0) > Number(input.dataset.most);
      state.classList.toggle("bad", large.length > 0 || all);
      if (large.length) state.textContent = input.dataset.wordLarge + large.join("、");
      else if (all) state.textContent = input.dataset.wordAll;
      else state.textContent = files.length ? input.dataset.wordChosen + files.map((file) => file.name).join("、") : "";
      if (large.length || all) input.value = "";
    });
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // Drafts: two seconds after the last key, the whole form goes to the address in data-draft.
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const state = form.querySelector(".draft-state");
    const say = (text) => { if (state) state.textContent = text; };
    let timer = 0;
    let running = null;
    const save = async () => {
      if (running) { timer = setTimeout(save, 1000); return; }
      say(word("Saving"));
      running = fetch(form.dataset.draft, {
        method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin",
        headers: { "X-CSRFToken": token(), "X-Requested-With": "draft" }, redirect: "error",
      });
      try {
        const answer = await running;
        if (!answer.ok) throw new Error(String(answer.status));
        const kept = await answer.json();
        if (kept.url) form.dataset.draft = kept.url;
        if (kept.id && form.elements._draft) form.elements._draft.value = kept.id;
        dirty.delete(form);
        say(word("Saved") + (kept.at ? " " + kept.at : ""));
      } catch { say(word("Unsaved")); } finally { running = null; }
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 2000); });
    form.addEventListener("submit", () => clearTimeout(timer));
  }

  // The place picker: a combobox with a listbox, after the ARIA pattern.
  const listOf = (input) => document.getElementById(input.getAttribute("aria-controls"));
  const options = (list) => [...list.querySelectorAll("[role=option]")];
  const codeOf = (input) => input.closest("[data-picker]").querySelector("[data-picker-code]");
  function open(input, yes) {
    listOf(input).hidden = !yes;
    input.setAttribute("aria-expanded", String(yes));
    if (!yes) input.removeAttribute("aria-activedescendant");
  }
  function point(input, step) {
    const all = options(listOf(input));
    if (!all.length) return;
    const now = all.findIndex((o) => o.getAttribute("aria-selected") === "true");
    const next = (now + step + all.length + (now < 0 && step < 0 ? 1 : 0)) % all.length;
    all.forEach((o, i) => o.setAttribute("aria-selected", String(i === next)));
    all[next].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[next].id);
  }
  function take(input, option) {
    input.value = option.dataset.text;
    codeOf(input).value = option.dataset.code;
    open(input, false);
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.closest("form").dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.addEventListener("input", (event) => {
    if (event.target.getAttribute && event.target.getAttribute("role") === "combobox") codeOf(event.target).value = "";
  });
  document.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.getAttribute || input.getAttribute("role") !== "combobox") return;
    const shown = !listOf(input).hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!shown && options(listOf(input)).length) open(input, true);
      point(input, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && shown) {
      event.preventDefault();
      open(input, false);
    } else if (event.key === "Enter" && shown) {
      const picked = options(listOf(input)).find((o) => o.getAttribute("aria-selected") === "true");
      event.preventDefault();
      if (picked) take(input, picked);
    } else if (event.key === "Tab" && shown) open(input, false);
  });
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest(".picker-list [role=option]");
    if (!option) return;
    event.preventDefault();
    take(option.closest("[data-picker]").querySelector("[role=combobox]"), option);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.getAttribute && event.target.getAttribute("role") === "combobox") open(event.target, false);
  });

  // A series is looked through by single keys, never while something is typed.
  if (document.querySelector("[data-keys]")) document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea, select")) return;
    if (event.key === "f") { event.preventDefault(); document.getElementById("f-flag").focus(); return; }
    const at = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (at) { event.preventDefault(); at.click(); }
  });

  // htmx: the token on every request, the list shown when it came, one sentence when something went wrong.
  document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = token(); });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!event.target.classList.contains("picker-list")) return;
    const input = event.target.closest("[data-picker]").querySelector("[role=combobox]");
    if (document.activeElement === input) open(input, event.target.children.length > 0);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const shown = event.target.querySelector && event.target.querySelector(".revealed");
    if (shown) shown.focus();
  });
  const notice = document.getElementById("notice");
  const tell = (text) => { if (notice) { notice.textContent = text; notice.hidden = false; notice.scrollIntoView({ block: "nearest" }); } };
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) { window.location.reload(); return; }
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const said = page.querySelector("[data-refusal]");
    tell(said ? said.textContent.trim() : word("Failed"));
  });
  document.addEventListener("htmx:sendError", () => tell(word("Failed")));

  // After a refused form the summary is read first.
  const problems = document.getElementById("problems");
  if (problems) problems.focus();

  // The court's desks by keyboard: a desk by its number, / to the filter, j and k through the list.
  document.addEventListener("keydown", (event) => {
    if (!document.querySelector("[data-keys]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const there = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
    if (there) { event.preventDefault(); if (there.tagName === "A") there.click(); else there.focus(); return; }
    if (event.key !== "j" && event.key !== "k") return;
    const rows = [...document.querySelectorAll("[data-row]")];
    const now = rows.indexOf(document.activeElement) + (event.key === "j" ? 1 : -1);
    if (rows[Math.max(0, now)]) rows[Math.max(0, now)].focus();
  });
})();
