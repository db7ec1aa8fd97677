// What pages need and Blazor has no word for.
document.addEventListener('click', event => {
  if (event.target.closest('[data-reload]')) location.reload();
});
// A menu that stays open covers the page.
document.addEventListener('click', event => {
  for (const menu of document.querySelectorAll('details.pop-menu[open]'))
    if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  const menu = event.target.closest?.('details.pop-menu[open]') ?? document.querySelector('details.pop-menu[open]');
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary').focus();
});
window.caseWorkflows = {
  focus: id => {
    const element = document.getElementById(id);
    if (!element) return;
    element.scrollIntoView({ block: 'center' });
    element.focus({ preventScroll: true });
  },
  /** Scrolls the picture of a difference to the first thing that differs: the picture itself, once more as a document, says where that is. */
  toFirstChange: async (box, address) => {
    const image = box?.querySelector('img');
    if (!image) return;
    let text;
    if (address.startsWith('data:')) {
      text = new TextDecoder().decode(Uint8Array.from(atob(address.slice(address.indexOf(',') + 1)), x => x.charCodeAt(0)));
    } else {
      const answer = await fetch(address);
      if (!answer.ok) return;
      text = await answer.text();
    }
    const drawn = new DOMParser().parseFromString(text, 'image/svg+xml');
    const kinds = ['added', 'changed', 'removed'];
    const changed = element => kinds.some(x => element.classList.contains(x)) && !element.closest('.legend-line');
    const first = [...drawn.querySelectorAll('g.node')].find(changed) ?? [...drawn.querySelectorAll('g.way .sign')].find(x => changed(x.closest('.way')));
    if (!first) return;
    try { await image.decode(); } catch { return; }
    let [x, y] = [0, 0];
    for (let at = first; at; at = at.parentElement) {
      const moved = /translate\(([-\d.]+)[ ,]+([-\d.]+)\)/.exec(at.getAttribute('transform') ?? '');
      if (moved) [x, y] = [x + Number(moved[1]), y + Number(moved[2])];
    }
    const size = first.querySelector('rect');
    box.scrollLeft = x + Number(size?.getAttribute('width') ?? 0) / 2 - box.clientWidth / 2;
    box.scrollTop = y + Number(size?.getAttribute('height') ?? 0) / 2 - box.clientHeight / 2;
  },
  openDialog: element => { if (!element.open) element.showModal(); },
  closeDialog: element => { if (element.open) element.close(); },
  print: id => {
    const source = document.getElementById(id);
    if (!source) return;
    document.body.classList.add('printing');
    source.classList.add('print-me');
    window.print();
    source.classList.remove('print-me');
    document.body.classList.remove('printing');
  },
};
