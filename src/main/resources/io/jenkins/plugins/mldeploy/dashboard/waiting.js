import {show} from './dom.js';
import {gates} from './gates.js';

/** The gates of this page, with what came of an answer below; `told` is told after each look. */
export function waiting(api, told = () => {}) {
  const place = id => document.getElementById(id);

  async function refresh() {
    const [all, host] = await Promise.all([api.gates(), api.host()]);
    show(place('gates'), all, model => gates(model, api, host, said));
    told(all);
  }

  /** What became of an answer; it stays where it can be seen, also when its gate is gone. */
  async function said({accepted, message}) {
    place('answer').className = accepted ? 'good' : 'bad';
    place('answer').textContent = message;
    await refresh();
    // With its gate the button may be gone that had the focus: then the answer has it, and not the top of the page.
    if (document.activeElement === document.body) place('answer').focus({preventScroll: true});
  }

  return refresh;
}
