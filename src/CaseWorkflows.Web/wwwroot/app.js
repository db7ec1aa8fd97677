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
