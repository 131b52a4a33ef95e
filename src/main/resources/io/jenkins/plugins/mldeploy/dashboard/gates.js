import {element, tag, time} from './dom.js';
import {review} from './review.js';

const FINDINGS = 8;

/** What people are writing, by the id of the field; it outlives a card that is drawn anew because somebody else voted. */
const drafts = new Map();
let identity = '';

/** The waiting gates as cards, then briefly how the last ones ended. */
export function gates({open, settled, unreadable, more}, api, host, said) {
  return [
    unreadable.map(problem => element('p', {class: 'card'}, tag('FAIL', 'unreadable'), ' ', problem)),
    open.length === 0 ? element('p', {class: 'muted'}, 'No gate waits for an answer.') : null,
    open.map(waiting => card(waiting, api, host, said)),
    more > 0 ? element('p', {class: 'muted'}, `${more} younger gates wait as well; they come up as these are answered.`) : null,
    settled.length === 0 ? null : element('details', {id: 'settled'},
      element('summary', {}, `The last ${settled.length === 1 ? 'gate' : `${settled.length} gates`} that ended`),
      element('ul', {class: 'plain'}, settled.map(ended))),
  ].flat().filter(Boolean);
}

function card({gate, evidence}, api, host, said) {
  const asked = gate.opening;
  const title = `gate-${gate.id}`;
  return element('article', {class: 'card gate', 'aria-labelledby': title},
    element('div', {},
      element('h3', {id: title}, asked.message ?? `Gate ${gate.id}`),
      element('p', {class: 'muted'},
        asked.environment ? ['to ', element('strong', {}, asked.environment), ', '] : null,
        'asked by ', link(asked), ', ', time(asked.requestedAt))),
    element('p', {}, requesters(asked)),
    element('div', {class: 'columns'},
      part(gate, 'approvals', 'Approvals',
        approvals(gate),
        element('p', {}, 'Until ', time(asked.deadline), '. With no answer the run ends as ',
          element('strong', {}, asked.onTimeout), '.'),
        notBefore(asked),
        (asked.terms?.closed ?? []).map(why => element('p', {}, tag('waiting', 'closed now'), ' An approved run waits until it opens. ', why)),
        checks(gate),
        risk(asked.terms?.risk)),
      part(gate, 'plan', 'What would be deployed', plan(asked))),
    review(gate),
    difference(gate, api),
    part(gate, 'known', 'What is known about it', known(asked, evidence)),
    comments(gate),
    form(gate, api, host, said));
}

/** A part of a card that its heading names, so that one can go to it. */
function part({id}, name, title, ...content) {
  const heading = `${name}-${id}`;
  return element('section', {'aria-labelledby': heading}, element('h4', {id: heading}, title), ...content);
}

function link(asked) {
  const run = `${asked.job} #${asked.number}`;
  return /^https?:\/\//.test(asked.url ?? '') ? element('a', {href: asked.url, rel: 'noreferrer'}, run) : run;
}

function requesters(asked) {
  const authors = asked.terms?.authors ?? [];
  return [requested(asked), authors.length === 0 || asked.allowSelfApproval ? '' : ` Who wrote the new commits may not approve either: ${authors.join(', ')}`].flat();
}

function requested(asked) {
  if (!asked.requestersKnown) {
    return [tag('UNSTABLE', 'requester unknown'), ' Nobody can say who asked for this run, so self-approval can\'t be excluded.'];
  }
  if (asked.requesters.length === 0) return 'Nobody in particular asked for this run.';
  return `Requested by ${asked.requesters.join(', ')}, who ${asked.allowSelfApproval ? 'may' : 'may not'} approve.`;
}

/** Every rule with who answered it; who is awaited is the count's answer, because a person fills one place only. */
function approvals({opening, votes, count, escalatedAt}) {
  const missing = group => count.missing.filter(awaited => awaited === group).length;
  const asked = opening.quorum.rules.map(rule => rule.group);
  const added = escalatedAt ? opening.terms.escalation.approvers.filter(rule => !asked.includes(rule.group)) : [];
  return [
    element('p', {}, element('strong', {}, `${count.have} of ${count.need}`),
      count.missing.length === 0 ? '' : `, waiting for ${count.missing.join(', ')}`),
    element('ul', {class: 'plain'}, [...opening.quorum.rules, ...added].map(rule => element('li', {},
      missing(rule.group) === 0 ? tag('APPROVED', 'complete') : tag('waiting', `${missing(rule.group)} awaited`),
      ` ${rule.count} of ${rule.group}`))),
    votes.length === 0 ? null : element('ul', {class: 'plain'}, votes.map(vote => element('li', {},
      tag(vote.approves ? 'APPROVE' : 'REJECT', vote.approves ? 'approved' : 'rejected'), ' ',
      element('strong', {}, vote.user), vote.groups.length === 0 ? '' : ` (${vote.groups.join(', ')})`,
      Object.keys(vote.actingFor).length === 0 ? '' : ` in the place of ${[...new Set(Object.values(vote.actingFor))].join(', ')}`,
      conditionOf(vote.condition), Object.entries(vote.parameters).map(([name, value]) => ` ${name} = ${value}`).join(),
      ', ', time(vote.at), element('span', {class: 'muted'}, `, identity: ${vote.authenticatedBy}`),
      vote.reason ? element('p', {}, vote.reason) : null))),
    escalation(opening.terms, escalatedAt),
  ];
}

/** Who else may or must approve when it takes too long. */
function escalation(terms, since) {
  if (!terms?.escalation) return null;
  const {standIns, standFor, approvers} = terms.escalation;
  return element('p', {}, since ? ['Escalated ', time(since), ': '] : ['If it is still open ', time(terms.escalateAt), ': '], [
    standIns.length === 0 ? null : `members of ${standIns.join(', ')} may stand in for ${standFor.join(', ')}`,
    approvers.length === 0 ? null : `awaited as well: ${approvers.map(rule => `${rule.count} of ${rule.group}`).join(', ')}`,
  ].filter(Boolean).join('; '), '.');
}

/** Other systems that have to agree. */
function checks({checks: all}) {
  if (all.length === 0) return null;
  const words = {WAITING: 'not reached yet', ASKED: 'asked', PASSED: 'agrees', FAILED: 'objects', TIMED_OUT: 'no answer in time'};
  return element('ul', {class: 'plain'}, all.map(check => element('li', {},
    tag(check.state === 'PASSED' ? 'PASS' : check.state === 'FAILED' ? 'FAIL' : 'waiting', words[check.state]), ` ${check.name}`,
    check.text ? `: ${check.text}` : '', ['WAITING', 'ASKED'].includes(check.state) ? [', until ', time(check.until)] : null)));
}

function risk(all) {
  return all ? element('p', {}, element('strong', {}, `Risk ${all.score} of 100`), all.reasons.length === 0 ? '' : `: ${all.reasons.map(reason => reason.text).join(', ')}`) : null;
}

function conditionOf(condition) {
  const words = [
    condition?.maxTraffic ? `at most ${condition.maxTraffic} % of the traffic` : null,
    condition?.until ? `until ${new Date(condition.until).toLocaleString()}` : null,
    ...(condition?.when ?? []).map(rule => `only if ${rule}`),
  ].filter(Boolean);
  return words.length === 0 ? '' : `, ${words.join(', ')}`;
}

function notBefore({requestedAt, waitTimer}) {
  const [, hours = 0, minutes = 0, seconds = 0] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?$/.exec(waitTimer ?? '') ?? [];
  const wait = hours * 3600 + minutes * 60 + Number(seconds);
  return wait === 0 ? null
    : element('p', {}, 'The run goes on not before ', time(new Date(Date.parse(requestedAt) + wait * 1000).toISOString()), '.');
}

function plan({plan, planHash}) {
  if (!planHash) {
    return element('p', {}, 'No plan is bound: a protected environment will not take this approval.');
  }
  const lines = [];
  for (const release of plan.releases ?? []) {
    lines.push(element('li', {}, element('strong', {}, release.release), `: chart ${[release.chart, release.version].filter(Boolean).join(' ')} `,
      element('span', {class: 'mono'}, abbreviated(release.chartDigest))));
    for (const image of release.images ?? []) lines.push(element('li', {class: 'mono'}, image));
  }
  const notes = [...(plan.missing ?? []).filter(missing => !missing.startsWith('APPROVAL')), ...(plan.warnings ?? [])];
  return [
    element('ul', {class: 'plain'}, lines),
    element('p', {class: 'muted'}, [plan.strategy, plan.namespace ? `namespace ${plan.namespace}` : null,
      plan.rehearsal ? 'a rehearsal: no cluster was reachable' : null, `plan ${abbreviated(planHash)}`].filter(Boolean).join(', ')),
    notes.length === 0 ? null : [
      element('p', {}, 'Besides the approval, the environment said when the plan was made:'),
      element('ul', {class: 'plain'}, notes.map(note => element('li', {}, tag('UNSTABLE', 'missing'), ' ', note))),
    ],
  ].flat();
}

/** As text, loaded when somebody opens it. */
function difference({id, opening}, api) {
  if (!opening.difference) return element('p', {class: 'muted'}, 'No difference to what runs now was recorded.');
  const text = element('pre', {tabindex: 0, role: 'region', 'aria-label': 'Difference to what runs now'}, 'Loading …');
  const count = opening.plan.changedLines ?? opening.changes.length;
  return element('details', {
    id: `difference-${id}`,
    toggle: async event => {
      if (!event.target.open) return;
      try {
        text.replaceChildren(...coloured(await api.difference(id)));
      } catch (failure) {
        text.replaceChildren(`It could not be loaded: ${failure.message}`);
      }
    },
  }, element('summary', {}, `Difference to what runs now: ${count === 0 ? 'none' : count === 1 ? 'one changed line' : `${count} changed lines`}`), text);
}

function coloured(text) {
  if (text.trim() === '') return ['Nothing differs.'];
  return text.split('\n').map(line => {
    const tone = /^(\+\+\+|---) /.test(line) ? 'muted' : line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : null;
    return tone ? element('span', {class: tone}, `${line}\n`) : `${line}\n`;
  });
}

function known({shown}, evidence) {
  if (shown.length === 0) return element('p', {}, 'No evidence was found.');
  return element('ul', {class: 'plain'}, shown.map(piece => {
    const record = evidence.find(finding => finding.seq === piece.seq);
    const ids = piece.findings;
    return element('li', {},
      tag(piece.verdict), ' ', element('strong', {}, `${piece.step} ${piece.id}`), ' ',
      element('span', {class: 'mono muted'}, abbreviated(piece.subject)),
      element('ul', {class: 'plain indented'},
        (record?.reasons ?? []).map(reason => element('li', {}, reason)),
        (record?.gates ?? []).map(gate => element('li', {}, tag(gate.state), ' ', gate.sentence ?? '')),
        ids.length === 0 ? null : element('li', {class: 'mono'},
          `${ids.length} findings: ${ids.slice(0, FINDINGS).join(', ')}${ids.length > FINDINGS ? ', …' : ''}`)));
  }));
}

function comments(gate) {
  const all = gate.comments;
  return all.length === 0 ? null : part(gate, 'comments', 'Comments',
    element('ul', {class: 'plain'}, all.map(comment => element('li', {},
      element('strong', {}, comment.user), ', ', time(comment.at), ': ', comment.text))));
}

function form({id, opening, votes}, api, host, said) {
  const who = !host.practiceIdentity ? null : element('input', {
    id: `who-${id}`, name: 'identity', autocomplete: 'off', spellcheck: 'false', placeholder: 'NAME or NAME:GROUP', maxlength: 129,
    'aria-describedby': `practice-${id}`, value: identity, input: event => { identity = event.target.value; },
  });
  const why = element('textarea', {id: `why-${id}`, rows: 2, maxlength: 4000, input: event => drafts.set(`why-${id}`, event.target.value)}, drafts.get(`why-${id}`) ?? '');
  const buttons = element('div', {class: 'buttons'},
    button('Approve', 'approve'), button('Reject', 'reject'), button('Comment', 'comment'),
    votes.length > 0 ? button('Withdraw my vote', 'withdraw') : null);
  const traffic = field('traffic', {type: 'number', min: 1, max: 100, step: 1});
  const until = field('until', {type: 'datetime-local'});
  const when = field('when', {maxlength: 2000, placeholder: 'tests.passRate >= 0.99', spellcheck: 'false'});
  const parameters = Object.entries(opening.terms?.parameters ?? {}).map(([name, value]) => ({name, input: parameter(name, value)}));
  const bypassers = opening.terms?.bypass ?? [];

  function field(name, attributes) {
    const own = `${name}-${id}`;
    return element('input', {id: own, autocomplete: 'off', value: drafts.get(own) ?? null, input: event => drafts.set(own, event.target.value), ...attributes});
  }

  function parameter(name, value) {
    const own = `parameter-${name}-${id}`;
    const keep = event => drafts.set(own, event.target.value);
    return typeof value === 'boolean'
      ? element('select', {id: own, change: keep}, ['true', 'false'].map(word =>
        element('option', {selected: (drafts.get(own) ?? String(value)) === word}, word)))
      : element('input', {id: own, autocomplete: 'off', value: drafts.get(own) ?? String(value), input: keep, ...(typeof value === 'number' ? {inputmode: 'decimal'} : {})});
  }

  function body(action) {
    const said = {identity: who?.value ?? null, text: why.value};
    if (action !== 'approve') return said;
    if (traffic.value !== '') said.maxTraffic = Number(traffic.value);
    if (until.value !== '') said.until = new Date(until.value).toISOString();
    if (when.value.trim() !== '') said.when = when.value;
    const changed = parameters.filter(({name, input}) => input.value !== String(opening.terms.parameters[name]));
    if (changed.length > 0) said.parameters = Object.fromEntries(changed.map(({name, input}) => [name, input.value]));
    return said;
  }

  function button(text, action) {
    return element('button', {id: `${action}-${id}`, type: 'button', class: action, click: () => send(action)}, text);
  }

  // Buttons are not disabled meanwhile, because a disabled one loses the focus.
  let sending = false;

  async function send(action) {
    if (sending) return;
    sending = true;
    let answer;
    try {
      answer = await api.answer(id, action, body(action));
    } catch (failure) {
      answer = {accepted: false, message: `No answer: ${failure.message}`};
    } finally {
      // Before the page is drawn anew: a click in the meantime is one of somebody who has read the answer.
      sending = false;
    }
    if (answer.accepted) {
      for (const own of [...drafts.keys()].filter(key => key.endsWith(`-${id}`))) drafts.delete(own);
      for (const input of [why, traffic, until, when]) input.value = '';
    }
    await said(answer);
  }

  return element('form', {'aria-label': `Answer gate ${id}`, submit: event => event.preventDefault()},
    who === null ? null : [
      element('label', {}, 'Who you are', who),
      element('p', {id: `practice-${id}`, class: 'muted'},
        'Nobody is authenticated on this machine: this is a practice identity, and the record says so.'),
    ],
    parameters.map(({name, input}) => element('label', {}, name, input)),
    element('label', {}, opening.requireReason ? 'Reason (this gate asks for one) or comment' : 'Reason (a rejection needs one) or comment', why),
    element('details', {id: `condition-${id}`},
      element('summary', {}, 'Approve only if …'),
      element('div', {class: 'columns'},
        element('label', {}, 'At most so many percent of the traffic', traffic),
        element('label', {}, 'Only until', until),
        element('label', {}, 'Only if this rule holds when it is deployed', when))),
    buttons,
    bypassers.length === 0 ? null : element('details', {id: `past-${id}`},
      element('summary', {}, 'In an emergency: decide past the rules'),
      element('p', {}, `Members of ${bypassers.join(', ')} may, with the reason written above. The record and the dashboard are marked for ever.`),
      element('div', {class: 'buttons'}, button('Bypass the rules', 'bypass'))));
}

function ended(gate) {
  const end = gate.settlement;
  const what = [gate.opening.message ?? gate.id, gate.opening.environment].filter(Boolean).join(', to ');
  if (!end) return element('li', {}, tag('EXPIRED', 'time is up'), ` ${what}, ${gate.opening.job} #${gate.opening.number}`);
  return element('li', {}, tag(end.decision), gate.bypassed ? [' ', tag('FAIL', 'PAST ITS RULES')] : null, ` ${what}, ${gate.opening.job} #${gate.opening.number}`,
    end.by ? `, decided by ${end.by}` : '', end.reason ? `: ${end.reason}` : '', conditionOf(gate.condition), ', ', time(end.at));
}

function abbreviated(hash) {
  const start = String(hash).indexOf(':') + 1;
  return String(hash).slice(0, start + 12);
}
