'use strict';

const $ = id => document.getElementById(id);
const form = $('form'), essay = $('essay'), model = $('model'), prompt = $('prompt');
const fields = {essay, model, prompt, server: $('server')};
const maxBytes = 1 << 20;
// Empty: the server that this page came from. A copy on another site (tools/make-site marks it) asks the one that its
// user names. Only such a copy may, or a link to a real server's page could send essays elsewhere.
const isCopy = document.querySelector('meta[name="redquill-copy"]') !== null;
let server = '';
let models = [];
let asked = null;  // What the score on the page was asked with, as text.
let busy = false;

// What was typed survives a reload, in this tab only.
const keep = {
  read: name => { try { return sessionStorage.getItem('redquill.' + name) || ''; } catch { return ''; } },
  write: (name, value) => { try { sessionStorage.setItem('redquill.' + name, value); } catch { /* full or forbidden */ } },
};

const plural = (n, one) => n.toLocaleString('en') + ' ' + one + (n === 1 ? '' : 's');
const wordsIn = text => (text.match(/[\p{L}\p{N}]+(?:['’\-][\p{L}\p{N}]+)*/gu) || []).length;
const number = n => Number.isInteger(n) ? String(n) : String(Number(n.toPrecision(3)));

function say(id, text) {
  const place = $(id);
  place.textContent = text;
  place.hidden = !text;
}

function clearErrors() {
  say('form-error', '');
  for (const [name, field] of Object.entries(fields)) {
    say(name + '-error', '');
    field.removeAttribute('aria-invalid');
  }
}

// Puts a refusal beside the field it is about, and the cursor into that field.
function refuse(text, name) {
  const field = fields[name];
  if (!field || field.closest('[hidden]')) {
    say('form-error', text);
    return;
  }
  say(name + '-error', text);
  field.setAttribute('aria-invalid', 'true');
  field.focus();
}

function request() {
  const body = {essay: essay.value, explain: true};
  if (model.value) body.model = model.value;
  if (prompt.value && !$('prompt-field').hidden) body.prompt = prompt.value;
  return JSON.stringify(body);
}

function changed() {
  const n = wordsIn(essay.value);
  $('count').textContent = plural(n, 'word');
  $('clear').hidden = !essay.value;
  keep.write('essay', essay.value);
  if (models.length) {  // Before, both are empty and would overwrite what was chosen.
    keep.write('model', model.value);
    keep.write('prompt', prompt.value);
  }
  const old = asked !== null && asked !== request();
  $('stale').hidden = !old;
  $('result').classList.toggle('old', old);
}

function option(value, text) {
  const made = document.createElement('option');
  made.value = value;
  made.textContent = text;
  return made;
}

function showPrompts() {
  const chosen = models.find(m => m.name === model.value);
  const prompts = chosen ? chosen.prompts : [];
  const before = prompt.value || keep.read('prompt');
  prompt.replaceChildren(option('', 'Other, or not stated'), ...prompts.map(p => option(p, p)));
  if (prompts.includes(before)) prompt.value = before;
  $('prompt-field').hidden = prompts.length === 0;
  $('model-help').textContent =
      chosen ? `Scores from ${number(chosen.scale.min)} to ${number(chosen.scale.max)}.` : '';
}

async function loadModels() {
  const asking = server;
  for (;;) {
    if (server !== asking) return;
    try {
      const response = await fetch(server + '/v1/models');
      if (server !== asking) return;
      if (response.ok) {
        models = (await response.json()).models;
        break;
      }
      say('form-error', response.status === 503 ? 'The models are still loading…' : 'The server could not list its models.');
    } catch {
      if (server !== asking) return;
      say('form-error', 'The server does not answer. Is it running' + (isCopy ? ', and is this site among its server.cors_origins?' : '?'));
    }
    await new Promise(done => setTimeout(done, 500));
  }
  say('form-error', '');
  model.replaceChildren(...models.map(m => option(m.name, m.title || m.name)));
  const usual = models.find(m => m.default) || models[0];
  const before = keep.read('model');
  model.value = models.some(m => m.name === before) ? before : usual.name;
  $('choices').hidden = false;
  showPrompts();
  changed();
}

const label = output => output === 'holistic' ? 'Overall' : output[0].toUpperCase() + output.slice(1).replaceAll(/[-_]/g, ' ');

// A row for each score of a model that gives several, with that on the scale first.
function showTraits(answer) {
  const traits = Object.entries(answer.traits || {})
      .sort(([a], [b]) => (b === answer.output) - (a === answer.output) || (a < b ? -1 : 1));
  $('traits').replaceChildren(...traits.map(([name, one]) => {
    const row = document.createElement('tr');
    const head = document.createElement('th');
    head.scope = 'row';
    head.textContent = label(name);
    row.append(head);
    for (const text of [number(one.score), one.calibrated.toFixed(2)]) {
      const cell = document.createElement('td');
      cell.textContent = text;
      row.append(cell);
    }
    return row;
  }));
  $('traits-table').hidden = traits.length === 0;
}

function showScale(answer) {
  const {min, max, step} = answer.scale;
  const at = value => 100 * (value - min) / (max - min) + '%';
  $('number').textContent = number(answer.score);
  const of = answer.output && answer.output !== 'holistic' ? `for ${label(answer.output).toLowerCase()} ` : '';
  $('of').textContent = `${of}on a scale of ${number(min)} to ${number(max)}`;
  $('min').textContent = number(min);
  $('max').textContent = number(max);
  $('fill').style.width = at(answer.score);
  $('mark').style.left = at(answer.score);
  const ticks = [];
  const steps = Math.round((max - min) / step);
  for (let i = 1; steps <= 20 && i < steps; ++i) {
    const tick = document.createElement('span');
    tick.style.left = at(min + i * step);
    ticks.push(tick);
  }
  $('ticks').replaceChildren(...ticks);
}

// A feature's value as "mtld: 144 words"; a bare number where the unit says nothing to people.
function measured({name, value, unit}) {
  const label = name.replaceAll('_', ' ') + ': ';
  if (!unit) return '';
  if (unit === 'ratio') return label + number(100 * value) + ' %';
  if (unit === '0 or 1') return label + (value ? 'yes' : 'no');
  return label + number(value) + (/^(index|score|cosine|band|grade|bits|log .*|.*\^.*)$/.test(unit) ? '' : ' ' + unit);
}

// Several features may say the same in words: one row then, with their effects together.
function merged(influences) {
  const rows = new Map();
  for (const one of influences) {
    const row = rows.get(one.words) || {words: one.words, effect: 0, values: []};
    row.effect += one.effect;
    const text = measured(one);
    if (text) row.values.push(text);
    rows.set(one.words, row);
  }
  return [...rows.values()].sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
}

function influenceRow({words, values, effect}) {
  const row = document.createElement('li');
  const add = (name, text) => {
    const part = document.createElement('span');
    part.className = name;
    part.textContent = text;
    row.append(part);
    return part;
  };
  const side = effect > 0 ? 'up' : 'down';
  add(side, effect > 0 ? '▲' : '▼').setAttribute('aria-hidden', 'true');
  const small = document.createElement('span');
  small.className = 'value';
  small.textContent = values.join(', ');
  add('what', words).append(small);
  const points = Math.abs(effect).toFixed(2);
  const shown = add('effect ' + side, (effect > 0 ? '+' : '−') + points);
  shown.setAttribute('aria-label', (effect > 0 ? 'raised the score by ' : 'lowered the score by ') + points);
  shown.setAttribute('role', 'img');
  return row;
}

function showAnswer(answer) {
  showScale(answer);
  showTraits(answer);
  const used = models.find(m => m.name === answer.model);
  const parts = [
    used && used.title ? `${used.title} (${answer.model})` : answer.model, plural(answer.words, 'word'),
    answer.calibrated.toFixed(2) + ' before rounding',
  ];
  if (answer.prompt) parts.push(`read as an answer to “${answer.prompt}”`);
  $('by').textContent = parts.join(' · ');
  $('notes').replaceChildren(...answer.notes.map(text => {
    const item = document.createElement('li');
    item.textContent = text;
    return item;
  }));
  const influences = merged(answer.influences || []);
  $('influences').replaceChildren(...influences.map(influenceRow));
  const members = answer.members || [];
  $('members').textContent = 'Its models, in points: ' +
    members.map(m => `${m.name} ${m.effect < 0 ? '−' : '+'}${Math.abs(m.effect).toFixed(2)}`).join(', ') + '.';
  $('members').hidden = members.length === 0;
  $('moved').hidden = influences.length === 0 && members.length === 0;
  $('receipt').textContent = JSON.stringify(answer.receipt, null, 2);
  $('copy').textContent = 'Copy receipt';
  $('result').hidden = false;
  $('status').textContent = `Score ${number(answer.score)} on a scale of ${number(answer.scale.min)} to ${number(answer.scale.max)}.`;
  const box = $('result').getBoundingClientRect();
  if (box.top > innerHeight * 0.75) $('result').scrollIntoView({block: 'nearest'});
}

function setBusy(on) {
  busy = on;
  $('score').setAttribute('aria-disabled', on);
  $('score').textContent = on ? 'Scoring…' : 'Score';
  form.setAttribute('aria-busy', on);
}

async function score() {
  if (busy) return;
  clearErrors();
  if (isCopy && !server) {
    refuse('Name the server that shall score, with https:// in front.', 'server');
    return;
  }
  if (!essay.value.trim()) {
    refuse('There is no essay yet. Paste or type one here.', 'essay');
    return;
  }
  if (new Blob([essay.value]).size > maxBytes) {
    refuse('This is longer than a million bytes. An essay must be shorter.', 'essay');
    return;
  }
  setBusy(true);
  $('status').textContent = 'Scoring…';
  const body = request();
  try {
    const response = await fetch(server + '/v1/score', {method: 'POST', headers: {'Content-Type': 'application/json'}, body});
    const answer = await response.json();
    if (response.ok) {
      asked = body;
      showAnswer(answer);
      changed();
    } else {
      $('status').textContent = '';
      refuse(answer.detail, answer.field);
    }
  } catch {
    $('status').textContent = '';
    refuse('The server does not answer. Your essay is still here; try again.');
  } finally {
    setBusy(false);
  }
}

async function openFile(file) {
  clearErrors();
  if (file.size > maxBytes) {
    refuse(`“${file.name}” is longer than a million bytes. Choose a shorter text.`, 'essay');
    return;
  }
  try {
    essay.value = new TextDecoder('utf-8', {fatal: true}).decode(await file.arrayBuffer());
    changed();
    essay.focus();
    essay.setSelectionRange(0, 0);
    essay.scrollTop = 0;
  } catch {
    refuse(`“${file.name}” is not plain text in UTF-8. Save it as such, or copy the essay out of it.`, 'essay');
  }
}

// The origin that was named, if essays may be sent there: encrypted, or not leaving this machine.
function originOf(named) {
  try {
    const url = new URL(named);
    const here = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
    return url.protocol === 'https:' || (url.protocol === 'http:' && here) ? url.origin : '';
  } catch {
    return '';
  }
}

function choose(named) {
  server = originOf(named);
  models = [];
  $('choices').hidden = true;
  clearErrors();
  if (!server) {
    if (named) refuse('This is no address of a server that essays may be sent to. It begins with https://.', 'server');
    return;
  }
  try { localStorage.setItem('redquill.server', server); } catch { /* forbidden */ }
  loadModels();
}

form.addEventListener('submit', event => {
  event.preventDefault();
  score();
});
form.noValidate = true;
document.addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    score();
  }
});
essay.addEventListener('input', () => { clearErrors(); changed(); });
model.addEventListener('change', () => { clearErrors(); showPrompts(); changed(); });
prompt.addEventListener('change', () => { clearErrors(); changed(); });
$('open').addEventListener('click', () => $('file').click());
$('file').addEventListener('change', () => {
  if ($('file').files.length) openFile($('file').files[0]);
  $('file').value = '';
});
$('clear').addEventListener('click', () => {
  essay.value = '';
  clearErrors();
  changed();
  essay.focus();
});
$('copy').addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText($('receipt').textContent);
    $('copy').textContent = 'Copied';
  } catch {
    getSelection().selectAllChildren($('receipt'));
    $('copy').textContent = 'Selected: press Ctrl + C';
  }
  $('status').textContent = $('copy').textContent;
});
for (const type of ['dragover', 'dragleave', 'drop']) {
  essay.addEventListener(type, event => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    essay.classList.toggle('drop', type === 'dragover');
    if (type === 'drop' && event.dataTransfer.files.length) openFile(event.dataTransfer.files[0]);
  });
}

if (/Mac|iPhone|iPad/.test(navigator.platform)) document.querySelector('kbd').textContent = '⌘';
$('open').hidden = $('shortcut').hidden = false;
essay.value = essay.value || keep.read('essay');
changed();
if (isCopy) {
  let kept = '';
  try { kept = localStorage.getItem('redquill.server') || ''; } catch { /* forbidden */ }
  $('server-field').hidden = false;
  $('essay-help').hidden = true;
  $('server').value = new URLSearchParams(location.search).get('server') || kept;
  $('server').addEventListener('change', () => choose($('server').value.trim()));
  choose($('server').value);
} else {
  loadModels();
}
