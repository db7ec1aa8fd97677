// Chinese for the designer's own words, which come in English only. What people typed is never touched: a word is changed only where the designer itself writes (a tab, a
// button, a heading, a hint), and nowhere that names of flows, steps, variables or texts of theirs stand. The page it is written on stays as it is: a word that comes back in
// another state is looked at again, and switching off puts every word back.
(() => {
  'use strict';
  const place = document.currentScript.dataset;
  const kept = 'designer-words';
  const ATTRIBUTES = ['title', 'placeholder', 'aria-label', 'data-label'];

  // Here people's own words stand, whatever they say.
  const NEVER = [
    '.monaco-editor', '.monaco-aria-container', '.x6-graph', '.x6-graph-svg', '.elsa-activity', '.react-flow', '.mud-treeview', '.mud-chip', '.mud-list-item', '.mud-select-input', '.mud-timeline-item',
    '.mud-breadcrumbs', '.mud-simple-table tbody', 'textarea', 'input', '[contenteditable]', '.markdown-body', '.content-visualizer-dialog .mud-dialog-title h6', '.content-visualizer-dialog .mud-tab-panel',
    'script', 'style', '#host-messages', '.host-bar', '.mud-expand-panel-header', '[draggable=true]', '.mud-file-upload',
    // The first tab over a drawing bears the name of its flow.
    '.pane-left > .mud-tabs > .mud-tabs-tabbar .mud-tabs-tabbar-wrapper > :first-child',
  ].join(',');

  // A state stands in a chip in some lists.
  const NEVER_BUT_CHIPS = NEVER.replace('.mud-chip,', '');

  // Here the designer speaks.
  const HERE = [
    '.mud-tab', '.mud-button-label', '.mud-menu-item', '.mud-menu-item-text', 'th', 'legend', '.mud-input-label', 'label', '.mud-input-helper-text', '.mud-typography-overline', '.mud-typography-h1', '.mud-typography-h2',
    '.mud-typography-h3', '.mud-typography-h4', '.mud-typography-h5', '.mud-typography-h6', '.mud-alert-message', '.mud-snackbar-content-message', '.mud-dialog', '.mud-tooltip', '.mud-switch',
    '.mud-checkbox', '.mud-table-pagination', '.mud-table-empty-row', '.mud-table-loading', '.mud-toolbar',
  ].join(',');

  // In these tables the first column is the designer's and the second what it knows of a flow; in all others both are people's.
  const PANELS = new Set(['Workflow', 'Sub-Workflow', 'Information', 'Activity', 'Status', 'Fault', 'Resilience Strategy', 'Execution']);
  const STATES = new Set(['Status', 'Sub status', 'Sub Status', 'Published', 'Readonly', 'Usable as activity', 'Incident Strategy', 'Structured Logs']);

  let words = new Map();
  let patterns = [];
  let on = false;
  const first = new WeakMap();

  const read = answer => {
    words = new Map();
    patterns = [];
    for (const [english, chinese] of Object.entries(answer.words)) {
      if (!/\{\d\}/.test(english)) {
        words.set(english, chinese);
        continue;
      }
      const pattern = english.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\d\}/g, '(.+)');
      patterns.push([new RegExp(`^${pattern}$`, 's'), english.match(/\{\d\}/g), chinese]);
    }
  };

  const translate = text => {
    const bare = text.trim();
    if (!bare || !/[A-Za-z]/.test(bare)) return null;
    let chinese = words.get(bare) ?? words.get(bare.replace(/\s*(\.\.\.|…)$/, ''));
    if (chinese === undefined)
      for (const [pattern, places, target] of patterns) {
        const found = pattern.exec(bare);
        if (!found) continue;
        chinese = places.reduce((said, place, i) => said.replace(place, () => found[i + 1]), target);
        break;
      }
    return chinese === undefined ? null : text.replace(bare, () => chinese);
  };

  const said = node => first.get(node)?.english ?? node.data;

  // What stands above a table says whose words are in it.
  const panelOf = cell => {
    const title = cell.closest('.mud-simple-table')?.parentElement?.querySelector(':scope > .mud-typography-overline')?.firstChild;
    return title ? said(title).trim() : '';
  };

  // A hint over a cell says what stands in the cell, unless it is a button's.
  const isHintOfData = element => {
    const anchor = document.getElementById(element.closest('.mud-tooltip')?.id.replace('popovercontent-', 'popover-') ?? '');
    const cell = anchor?.closest('td');
    return anchor !== null && (anchor.closest(NEVER) !== null && !cell || !!cell && (!!cell.dataset.label || cell.querySelector('button') === null));
  };

  const isOurs = (text, element) => {
    const cell = element.closest('td');
    if (cell) {
      if (cell.dataset.label !== undefined && cell.closest('.mud-table')) return STATES.has(first.get(cell)?.['@data-label']?.english ?? cell.dataset.label) && element.closest(NEVER_BUT_CHIPS) === null;
      const row = cell.parentElement;
      if (!cell.closest('.mud-simple-table') || !PANELS.has(panelOf(cell)) && !cell.closest('.incidents-custom-spacing') || cell.closest('thead')) return false;
      if (row.firstElementChild === cell) return element === cell;
      const label = row.firstElementChild.firstChild;
      return !!label && label.nodeType === Node.TEXT_NODE && STATES.has(said(label).trim());
    }
    // The journal says of each step what became of it, after the name of its kind.
    const line = element.closest('.mud-timeline-item .mud-typography-subtitle2');
    if (line) return text === line.lastChild && text !== line.firstChild;
    return element.closest(NEVER) === null && element.closest(HERE) !== null && !isHintOfData(element);
  };

  const changeText = node => {
    const element = node.parentElement;
    if (!element || first.get(node)?.chinese === node.data) return;
    const chinese = translate(node.data);
    if (chinese === null || !isOurs(node, element)) {
      first.delete(node);
      return;
    }
    first.set(node, { english: node.data, chinese });
    node.data = chinese;
  };

  const changeAttributes = element => {
    if (element.closest('.monaco-editor, .x6-graph, .react-flow, .mud-treeview, .host-bar, #host-messages')) return;
    const inCell = element.closest('td') !== null;
    for (const name of ATTRIBUTES) {
      // Of a cell only its heading on narrow screens is the designer's, and what its buttons are for.
      if (inCell && name !== 'data-label' && element.closest('button') === null) continue;
      const value = element.getAttribute(name);
      if (!value) continue;
      const key = `@${name}`;
      const before = first.get(element) ?? {};
      if (before[key]?.chinese === value) continue;
      const chinese = translate(value);
      if (chinese === null) continue;
      before[key] = { english: value, chinese };
      first.set(element, before);
      element.setAttribute(name, chinese);
    }
  };

  const SKIPPED = '.monaco-editor, .x6-graph, .react-flow, script, style';
  const each = (root, text, attributes) => {
    if (root.nodeType === Node.TEXT_NODE) return text(root);
    if (root.nodeType !== Node.ELEMENT_NODE || root.closest(SKIPPED)) return;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, {
      acceptNode: node => node.nodeType === Node.ELEMENT_NODE && node.matches(SKIPPED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    });
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) text(node);
      else if (ATTRIBUTES.some(x => node.hasAttribute(x))) attributes(node);
    }
  };

  const seen = new MutationObserver(changes => {
    for (const change of changes) {
      if (change.type === 'childList') for (const node of change.addedNodes) each(node, changeText, changeAttributes);
      else if (change.type === 'characterData') changeText(change.target);
      else changeAttributes(change.target);
    }
    // Our own changes are no news.
    seen.takeRecords();
  });

  const start = () => {
    on = true;
    each(document.body, changeText, changeAttributes);
    seen.observe(document.body, { childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES, subtree: true });
  };

  const stop = () => {
    on = false;
    seen.disconnect();
    each(document.body, node => {
      const known = first.get(node);
      if (known && known.chinese === node.data) node.data = known.english;
      first.delete(node);
    }, element => {
      const known = first.get(element) ?? {};
      for (const name of ATTRIBUTES) if (known[`@${name}`]?.chinese === element.getAttribute(name)) element.setAttribute(name, known[`@${name}`].english);
      first.delete(element);
    });
  };

  const show = button => {
    button.setAttribute('aria-pressed', String(on));
    button.hidden = false;
  };

  document.addEventListener('DOMContentLoaded', async () => {
    const button = document.getElementById('host-words');
    const answer = await fetch(place.words);
    if (!button || !answer.ok) return;
    read(await answer.json());
    if (localStorage.getItem(kept) !== 'off') start();
    show(button);
    button.addEventListener('click', () => {
      if (on) stop();
      else start();
      localStorage.setItem(kept, on ? 'on' : 'off');
      show(button);
    });
  });
})();
