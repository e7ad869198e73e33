"use strict";
(() => {
  const get = (id) => document.getElementById(id);
  const list = get("list");
  if (!list || !("DecompressionStream" in window)) return;
  const size = Number(list.dataset.size);
  const number = new Intl.NumberFormat("en");
  let columns = {}, texts = [], found = [], start = 0;

  async function unpack() {
    const letters = atob(get("packed").textContent);
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    columns = JSON.parse(await new Response(plain).text());
    const searched = ["message", "place", "rule", "pointer", "record", "hint", "feed"];
    texts = columns.rule.map((_, index) => searched.map((name) => columns[name][index]).join("\n").toLowerCase());
  }

  function entry(index) {
    const item = get("blank").content.cloneNode(true).firstElementChild;
    item.classList.add(columns.severity[index]);
    for (const slot of item.querySelectorAll("[data-field]")) {
      const value = columns[slot.dataset.field][index];
      if (Array.isArray(value)) slot.replaceChildren(...value.map(line));
      else slot.textContent = value;
      if (!value.length && slot.closest("dl")) slot.closest("dl > div").remove();
    }
    const rule = columns.rule[index];
    const link = item.querySelector(".about a");
    link.textContent = "About " + rule;
    link.href = "#rule-" + rule;
    item.querySelector("details").addEventListener("toggle", (event) => explain(event.target, rule), { once: true });
    return item;
  }

  function line(text) {
    const shown = document.createElement(text.startsWith(">") ? "mark" : "span");
    shown.textContent = text;
    return shown;
  }

  function explain(details, rule) {
    const why = document.createElement("div");
    why.className = "why";
    why.append(...[...get("rule-" + rule).children].slice(1).map((part) => part.cloneNode(true)));
    details.append(why);
  }

  function options(name) {
    for (const value of [...new Set(columns[name])].filter(Boolean).sort()) get(name).append(new Option(value, value));
  }

  function matches(index, wanted, words) {
    return (wanted.known || !columns.known[index])
      && ["severity", "rule", "feed"].every((name) => !wanted[name] || columns[name][index] === wanted[name])
      && words.every((word) => texts[index].includes(word));
  }

  function filter() {
    const wanted = { known: get("known").checked };
    for (const name of ["severity", "rule", "feed"]) wanted[name] = get(name).value;
    const words = get("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    found = texts.map((_, index) => index).filter((index) => matches(index, wanted, words));
    const held = texts.filter((_, index) => wanted.known || !columns.known[index]).length;
    turn(0);
    get("count").textContent = found.length === held ? said(held) : said(found.length) + " of " + number.format(held);
  }

  function said(count) {
    return number.format(count) + (count === 1 ? " finding" : " findings");
  }

  function turn(to) {
    start = to;
    list.replaceChildren(...found.slice(start, start + size).map(entry));
    get("pages").hidden = found.length <= size;
    get("previous").disabled = start === 0;
    get("next").disabled = start + size >= found.length;
    get("page").textContent = number.format(start + 1) + " to " + number.format(Math.min(start + size, found.length)) + " of " + number.format(found.length);
  }

  function go(step) {
    turn(start + step);
    get("findings").focus();
    get("findings").scrollIntoView();
  }

  unpack().then(() => {
    ["severity", "rule", "feed"].forEach(options);
    get("known").parentElement.hidden = !columns.known.some(Boolean);
    get("filter").addEventListener("input", filter);
    get("filter").addEventListener("submit", (event) => event.preventDefault());
    get("filter").addEventListener("reset", () => setTimeout(filter));
    get("previous").addEventListener("click", () => go(-size));
    get("next").addEventListener("click", () => go(size));
    filter();
    get("filter").hidden = false;
    document.documentElement.dataset.ready = "yes";
  });
})();
