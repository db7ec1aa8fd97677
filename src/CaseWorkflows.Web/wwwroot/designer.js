// What the page adds to the designer's element, which is used as it comes: its window has a name, refusals stay readable, and its ways lead to our pages.
(() => {
  'use strict';
  const texts = document.body.dataset;
  const api = location.origin + '/elsa/api';

  // Two windows of one person are two editors. The name is this page's alone: kept by the browser, a duplicated tab would have it too, and overwrite the other's changes as its own.
  const windowName = [...crypto.getRandomValues(new Uint8Array(12))].map(x => x.toString(16).padStart(2, '0')).join('');
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

  // A problem on our page leads to its step: here it is chosen as a click would, once the flow is drawn. A step within another one has no shape at first: the outer ones are
  // opened one by one, as far as the designer can draw what they hold. It draws no sequence; there the sequence is chosen, and a notice leads to our own drawing.
  const shapeOf = step => {
    const shape = document.querySelector(`.x6-node[data-cell-id="${CSS.escape(step)}"] elsa-activity-wrapper`);
    return shape?.getBoundingClientRect().width ? shape : null;
  };
  // Its name: elsewhere on it may be slots, which a click opens.
  const gripOf = shape => shape.querySelector('.mud-typography-body1') ?? shape;
  const press = (target, ...kinds) => {
    const { left, top, width, height } = target.getBoundingClientRect();
    const at = { bubbles: true, cancelable: true, view: window, clientX: left + width / 2, clientY: top + height / 2 };
    for (const kind of kinds) target.dispatchEvent(new MouseEvent(kind, at));
  };
  const until = async look => {
    for (let tries = 0; tries < 240; tries++) {
      const found = look();
      if (found) return found;
      await new Promise(done => setTimeout(done, 500));
    }
    return null;
  };
  const isActivity = x => x && typeof x === 'object' && !Array.isArray(x) && x.id && x.type && !x.expression;
  const heldBy = activity => Object.entries(activity).flatMap(([slot, value]) => {
    if (['metadata', 'customProperties', 'variable'].includes(slot)) return [];
    if (slot === 'activities') return (value ?? []).filter(isActivity).map(child => ({ slot, child }));
    if (slot === 'cases' && Array.isArray(value)) return value.filter(x => isActivity(x?.activity)).map(x => ({ slot: x.label ?? '', child: x.activity }));
    return isActivity(value) ? [{ slot, child: value }] : [];
  });
  const wayTo = (activity, step) => {
    if (activity.id === step) return [];
    for (const held of heldBy(activity)) {
      const rest = wayTo(held.child, step);
      if (rest) return [held, ...rest];
    }
    return null;
  };
  const isDrawn = activity => activity.type === 'Elsa.Flowchart';
  const tellInside = (step, container) => {
    show(texts.inside, texts.insideText.replace('{step}', step).replace('{container}', container), false);
    const line = document.getElementById('host-messages').lastElementChild;
    const link = document.createElement('a');
    const definition = document.querySelector('elsa-workflow-definition-editor')?.getAttribute('definition-id') ?? '';
    link.href = `/flows/${encodeURIComponent(definition)}?step=${encodeURIComponent(step)}`;
    link.textContent = texts.insideLink;
    line.append(link);
  };
  const point = async step => {
    const definition = document.querySelector('elsa-workflow-definition-editor')?.getAttribute('definition-id');
    if (!definition) return;
    const response = await window.fetch(`${api}/workflow-definitions/by-definition-id/${encodeURIComponent(definition)}?versionOptions=Latest`);
    if (!response.ok) return;
    const { root } = await response.json();
    const way = root && wayTo(root, step);
    if (!way?.length) return;
    let container = root;
    for (let i = 0; i < way.length; i++) {
      const { slot, child } = way[i];
      if (slot === 'activities' && isDrawn(container)) {
        const shape = await until(() => shapeOf(child.id));
        if (!shape) return;
        const isLast = i === way.length - 1;
        if (isLast || !isDrawn(child) && way[i + 1].slot === 'activities') {
          // Another person or a click was faster: what they chose stays chosen.
          if (i === 0 && document.querySelector('.x6-node.x6-node-selected')) return;
          press(gripOf(shape), 'mousedown', 'mouseup', 'click');
          if (!isLast) tellInside(step, child.metadata?.displayText ?? child.name ?? child.id);
          return;
        }
        if (isDrawn(child)) press(gripOf(shape), 'dblclick');
        container = child;
        continue;
      }
      // What stands in a slot of the step before: the designer opens it, or shows its fields, at a click on the slot.
      const port = await until(() => [...(shapeOf(container.id)?.querySelectorAll('.embedded-port') ?? [])].find(x => x.dataset.portName?.toLowerCase() === slot.toLowerCase()));
      if (!port) return;
      press(port, 'mousedown', 'mouseup', 'click');
      if (i === way.length - 1) return;
      if (!isDrawn(child)) {
        tellInside(step, child.metadata?.displayText ?? child.name ?? child.id);
        return;
      }
      container = child;
    }
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
