'use strict';

const byId = (id) => document.getElementById(id);
const kept = 'autochrome-study-participant';
const questions = {
  real: 'Which one is the real photograph?',
  natural: 'Which one looks more natural?',
};

/** How often a picture that the study answers for with an error is asked for. */
const tries = 3;

/** What the study answered, where what it did not answer is another error. */
class Refusal extends Error {}

/** The open question; null while one is being fetched or nothing is asked. */
let open = null;
let shownAt = 0;

function show(section) {
  for (const id of ['welcome', 'trial', 'end']) byId(id).hidden = id !== section;
}

function tell(text) {
  byId('trouble').textContent = text;
  byId('trouble').hidden = text === '';
}

async function ask(path, options) {
  const response = await fetch(path, options);
  const json = await response.json();
  if (!response.ok && response.status !== 409) throw new Refusal(json.error);
  return json;
}

/** Runs a step again and again while it fails; gives up at so many refusals. */
async function persist(step, refusals = Infinity) {
  for (;;) {
    try {
      const result = await step();
      tell('');
      return result;
    } catch (error) {
      if (error instanceof Refusal) refusals -= 1;
      if (refusals <= 0) throw error;
      tell(`${error.message} Trying again …`);
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
}

/** Both pictures in full before either is seen. */
async function load(next) {
  await Promise.all(['left', 'right'].map(async (side) => {
    const image = byId(side).querySelector('img');
    const path = `/picture/${next.participant}/${next.number}/${side}`;
    image.src = path;
    // An image does not tell whether the study refused it or could not be reached.
    await image.decode().catch(async (error) => {
      const response = await fetch(path);
      throw new Refusal(response.ok ? error.message : (await response.json()).error);
    });
  }));
}

/** Joining again brings other pairs; a reload brings this one, should it have been mended. */
function leaveOut(error) {
  show('welcome');
  tell(`This pair cannot be shown (${error.message}). Your answers are kept; `
    + 'begin again to go on with other pairs.');
}

async function present(next) {
  if (next.done) {
    open = null;
    show('end');
    return;
  }
  byId('pair').classList.add('waiting');
  show('trial');
  byId('question').textContent = questions[next.question];
  byId('progress').max = next.of;
  byId('progress').value = next.number;
  byId('count').textContent = `${next.number + 1} of ${next.of}`;
  try {
    await persist(() => load(next), tries);
  } catch (error) {
    leaveOut(error);
    return;
  }
  byId('pair').classList.remove('waiting');
  shownAt = performance.now();
  open = next;
}

async function choose(side) {
  if (open === null) return;
  const answer = {
    participant: open.participant, number: open.number, chosen: side,
    milliseconds: Math.round(performance.now() - shownAt),
  };
  open = null;
  document.activeElement.blur();
  await present(await persist(() => ask('/answer', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(answer),
  })));
}

async function begin() {
  const next = await persist(() => ask('/join', { method: 'POST' }));
  localStorage.setItem(kept, next.participant);
  await present(next);
}

async function main() {
  byId('start').onclick = begin;
  byId('again').onclick = () => {
    localStorage.removeItem(kept);
    show('welcome');
  };
  for (const side of ['left', 'right']) byId(side).onclick = () => choose(side);
  document.addEventListener('keydown', (event) => {
    if (event.repeat) return;
    if (event.key === 'ArrowLeft') choose('left');
    if (event.key === 'ArrowRight') choose('right');
  });
  const participant = localStorage.getItem(kept);
  if (participant === null) return show('welcome');
  return present(await persist(() => ask(`/next?participant=${participant}`)));
}

main();
