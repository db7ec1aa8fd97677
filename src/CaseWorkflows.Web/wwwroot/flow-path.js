// A drawn flow on which a page shows, moment by moment, how far a case has come. It lies in a shadow tree: its own style must not reach the page around it.
(() => {
  'use strict';
  const svg = 'http://www.w3.org/2000/svg';
  const kinds = ['taken', 'done', 'waiting', 'faulted', 'cancelled', 'now'];

  const number = (text, x, y, small) => {
    const group = document.createElementNS(svg, 'g');
    group.setAttribute('class', 'number');
    const width = text.length * (small ? 6 : 6.5) + 10;
    const height = small ? 14 : 17;
    group.setAttribute('transform', `translate(${x - width / 2} ${y - height / 2})`);
    const box = document.createElementNS(svg, 'rect');
    for (const [key, value] of Object.entries({ width, height, rx: height / 2 })) box.setAttribute(key, value);
    const label = document.createElementNS(svg, 'text');
    label.setAttribute('x', width / 2);
    label.setAttribute('y', height - (small ? 3.5 : 4.5));
    label.setAttribute('text-anchor', 'middle');
    label.textContent = text;
    group.append(box, label);
    return group;
  };

  const follow = (box, node) => {
    const [outer, inner] = [box.getBoundingClientRect(), node.getBoundingClientRect()];
    box.scrollTo({
      left: box.scrollLeft + inner.left - outer.left - (outer.width - inner.width) / 2,
      top: box.scrollTop + inner.top - outer.top - (outer.height - inner.height) / 2,
      behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth',
    });
  };

  const show = (box, path) => {
    box.flowPath = path;
    const root = box.shadowRoot?.querySelector('svg');
    if (!root) return;
    for (const old of root.querySelectorAll('.shown')) old.remove();
    let now = null;
    for (const node of root.querySelectorAll('g[data-step]')) {
      const step = path.steps[node.dataset.step];
      node.classList.remove(...kinds);
      if (!step) continue;
      node.classList.add(...step.kind.split(' '));
      if (path.now.includes(node.dataset.step)) {
        node.classList.add('now');
        now ??= node;
      }
      const badge = number(step.numbers, Number(node.querySelector('rect.box').getAttribute('width')) - step.numbers.length * 4, 0, false);
      badge.classList.add('shown');
      node.append(badge);
    }
    for (const way of root.querySelectorAll('g[data-way]')) {
      const times = path.ways[way.dataset.way];
      const line = way.querySelector('path');
      way.classList.toggle('taken', times !== undefined);
      line.setAttribute('marker-end', times === undefined ? 'url(#to)' : 'url(#to-taken)');
      if (times === undefined) continue;
      const length = line.getTotalLength();
      const at = line.getPointAtLength(Math.max(length / 2, length - 30));
      const over = document.createElementNS(svg, 'g');
      over.setAttribute('class', 'way taken shown');
      over.append(number(times, at.x, at.y, true));
      way.parentNode.append(over);
    }
    if (now) follow(box, now);
  };

  window.flowPath = {
    /** Brings the picture; what was to be shown meanwhile is shown on it. */
    draw: async (box, address) => {
      const answer = await fetch(address);
      if (!answer.ok) return false;
      const root = box.shadowRoot ?? box.attachShadow({ mode: 'open' });
      root.innerHTML = await answer.text();
      if (box.flowPath) show(box, box.flowPath);
      return true;
    },
    show,
    /** The whole flow at once, or in its own size. */
    fit: (box, whole) => {
      const root = box.shadowRoot?.querySelector('svg');
      if (!root) return;
      root.style.width = whole ? '100%' : '';
      root.style.height = whole ? 'auto' : '';
    },
  };
})();
