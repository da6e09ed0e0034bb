// Pages work without this; with it they move by themselves, and a card's order is sent once.
"use strict";

// Something that nobody has sent yet: it is never thrown away from here.
const filled = (field) => {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (!field.matches("select")) return field.value !== field.defaultValue;
  const first = [...field.options].findIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(first, 0);
};
const leave = (go) => {
  // A form is on its way, the one that signs out with it: its answer comes first.
  if ([...document.forms].some((form) => form.dataset.sent)) return;
  const fields = document.querySelectorAll("main :is(input:not([type=hidden]), select)");
  if (![...fields].some(filled)) return go();
  document.body.classList.add("out");
};

// Parts of the page that the daemon draws anew: one line of events for all of them.
const source = document.querySelector("[data-from]");
if (source && window.EventSource) {
  const events = new EventSource(source.dataset.from);
  for (const name of ["panel", "kartu"]) {
    events.addEventListener(name, (event) => {
      const part = document.querySelector(`[data-live="${name}"]`);
      // Somebody fills something in there: it waits until they are done.
      if (!part || part.querySelector("details[open], :focus:is(input, select)")) return;
      const had = part.contains(document.activeElement);
      part.innerHTML = event.data;
      const first = part.querySelector("[autofocus]");
      if (first && (had || document.activeElement === document.body)) first.focus();
    });
  }
  events.addEventListener("keluar", () => leave(() => location.reload()));
  events.onerror = () => {
    document.body.classList.add("away");
    // The daemon is back and knows this session no more: the page asks for a sign-in.
    if (events.readyState === EventSource.CLOSED) leave(() => location.reload());
  };
  events.onopen = () => document.body.classList.remove("away");
}

// A scanner types faster than a page comes: the second Enter is not a second order.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});

// What was refused is mended or typed over.
for (const field of document.querySelectorAll(".find input[autofocus]")) field.select();

// A signature, drawn with mouse, finger or pen, goes along as a picture.
for (const pad of document.querySelectorAll("canvas[data-field]")) {
  const field = document.getElementById(pad.dataset.field);
  const pen = pad.getContext("2d");
  const clear = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, pad.width, pad.height);
    pen.lineWidth = 3;
    pen.lineCap = "round";
    field.value = "";
  };
  const at = (event) => {
    const box = pad.getBoundingClientRect();
    return [(event.clientX - box.left) * pad.width / box.width,
            (event.clientY - box.top) * pad.height / box.height];
  };
  pad.addEventListener("pointerdown", (event) => {
    pad.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  pad.addEventListener("pointermove", (event) => {
    if (!pad.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  pad.addEventListener("pointerup", () => {
    field.value = pad.toDataURL("image/png").split(",")[1];
  });
  const again = document.querySelector(`[data-clears="${pad.dataset.field}"]`);
  if (again) again.addEventListener("click", clear);
  clear();
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
