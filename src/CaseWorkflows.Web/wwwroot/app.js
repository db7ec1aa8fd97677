// What pages need and Blazor has no word for.
document.addEventListener('click', event => {
  if (event.target.closest('[data-reload]')) location.reload();
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
