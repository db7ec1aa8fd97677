// What the page adds to the designer's element, which is used as it comes: its window has a name, refusals stay readable, and its ways lead to our pages.
(() => {
  'use strict';
  const texts = document.body.dataset;
  const api = location.origin + '/elsa/api';

  // Two windows of one person are two editors, and a reload is the same window.
  let windowName = sessionStorage.getItem('designer-window');
  if (!windowName) {
    windowName = [...crypto.getRandomValues(new Uint8Array(12))].map(x => x.toString(16).padStart(2, '0')).join('');
    sessionStorage.setItem('designer-window', windowName);
  }
  localStorage.setItem('BlazorCulture', texts.culture === 'en' ? 'en-US' : 'zh-CN');

  const show = (title, message, reload, kept) => {
    const box = document.getElementById('host-messages');
    if ([...box.children].some(x => x.dataset.message === message)) return;
    while (box.children.length > 2) box.firstChild.remove();
    const line = document.createElement('div');
    line.className = 'host-message';
    line.dataset.message = message;
    const strong = document.createElement('strong');
    strong.textContent = title;
    const text = document.createElement('p');
    text.textContent = message;
    line.append(strong, text);
    const add = (label, act) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = label;
      button.addEventListener('click', act);
      line.append(button);
    };
    if (kept) {
      const link = document.createElement('a');
      link.href = kept;
      link.target = '_blank';
      link.textContent = texts.openSave;
      line.append(link);
    }
    if (reload) add(texts.reload, () => location.reload());
    add(texts.close, () => line.remove());
    box.append(line);
  };

  // The designer says that it has published; what is true is that a second person has to approve.
  const tellRelease = async response => {
    const { release } = await response.json();
    if (!release) return;
    show(texts.handedIn, release.message, false);
    const line = document.getElementById('host-messages').lastElementChild;
    if (line.querySelector('a')) return;
    const link = document.createElement('a');
    link.href = release.page;
    link.textContent = texts.openApproval;
    line.append(link);
  };

  const send = window.fetch.bind(window);
  window.fetch = async (resource, options) => {
    const request = new Request(resource, options);
    if (!request.url.startsWith(api)) return send(resource, options);
    request.headers.set('X-Designer-Window', windowName);
    const response = await send(request);
    if (response.ok) {
      if (request.method === 'POST' && (request.url.endsWith('/publish') || request.url.endsWith('/workflow-definitions') || request.url.includes('/bulk-actions/publish/'))) await tellRelease(response.clone());
      return response;
    }
    if (response.status === 401) {
      location.assign('/sign-in?returnUrl=' + encodeURIComponent(location.pathname));
      return response;
    }
    if (request.url.includes('/resilience/') || request.url.includes('/output-converters')) return response;
    let problem = {};
    try { problem = await response.clone().json(); } catch { /* a proxy's page: the status has to do */ }
    const messages = Object.values(problem.errors ?? {}).flat();
    const message = messages.length ? messages.join('\n') : problem.message ?? `${texts.failed} (${response.status})`;
    // Of what is refused for other reasons a reload would change nothing.
    const late = ['draft.stale', 'draft.published-meanwhile'].includes(problem.type);
    show(late ? texts.stale : texts.refused, message, late, problem.page);
    // The designer's lists break off on a refused deletion; that it found nothing to delete they take.
    if (request.method === 'DELETE' && response.status === 409) return new Response(null, { status: 404 });
    if (request.method === 'POST' && response.status === 409 && request.url.includes('/bulk-actions/delete/')) return Response.json({ deleted: 0 });
    return response;
  };

  // After a run, and from its lists, the designer goes to addresses of pages that it does not have itself.
  const go = path => location.assign('/designer/' + path);
  const push = history.pushState.bind(history);
  history.pushState = (state, unused, url) => {
    const target = url ? new URL(url, document.baseURI) : null;
    const path = target?.pathname.replace(/^\/designer\//, '') ?? '';
    const current = location.pathname.replace(/^\/designer\//, '');
    if (target && path !== current && /^workflows\/(definitions\/[^/]+\/edit|instances\/[^/]+\/view)$/.test(path)) return go(path);
    return push(state, unused, url);
  };

  // A problem on our page leads to its step: here it is chosen as a click would, once the flow is drawn. A step within another one has no shape of its own at first.
  const choose = step => {
    const shape = document.querySelector(`.x6-node[data-cell-id="${CSS.escape(step)}"] elsa-activity-wrapper`);
    if (!shape || !shape.getBoundingClientRect().width) return false;
    const { left, top, width, height } = shape.getBoundingClientRect();
    const at = { bubbles: true, cancelable: true, view: window, clientX: left + width / 2, clientY: top + height / 2 };
    for (const kind of ['mousedown', 'mouseup', 'click']) shape.dispatchEvent(new MouseEvent(kind, at));
    return true;
  };
  const point = step => {
    let tries = 240;
    const timer = setInterval(() => {
      if (tries-- === 0 || document.querySelector('.x6-node.x6-node-selected')) return clearInterval(timer);
      if (choose(step)) clearInterval(timer);
    }, 500);
  };

  document.addEventListener('DOMContentLoaded', async () => {
    const element = document.getElementById('studio-element').content.firstElementChild.cloneNode(true);
    const tag = element.localName;
    await customElements.whenDefined(tag);
    element.setAttribute('remote-endpoint', api);
    document.getElementById('host-wait').remove();
    document.getElementById('studio').append(element);
    const step = new URLSearchParams(location.search).get('step');
    if (step) point(step);
    element.editWorkflowDefinition = id => go(`workflows/definitions/${encodeURIComponent(id)}/edit`);
    element.viewWorkflowInstance = id => go(`workflows/instances/${encodeURIComponent(id)}/view`);
  });
})();
