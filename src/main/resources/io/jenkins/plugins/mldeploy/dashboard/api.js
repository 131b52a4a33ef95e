/** The JSON beside the page. Which host answers, and how it knows who asks, is the host's business: it says so in `host`. */
export class Api {
  #base;
  #host = null;

  constructor(base) {
    this.#base = base;
  }

  /** Of the page's own element that says where its JSON is. */
  static ofPage() {
    return new Api(document.querySelector('[data-mldeploy-api]').dataset.mldeployApi);
  }

  overview() {
    return this.#get('overview');
  }

  /** Address of all deployments and rollbacks as CSV. */
  get deploymentsCsv() {
    return `${this.#base}deployments.csv`;
  }

  gates() {
    return this.#get('gates');
  }

  /** Everything that the page's run recorded. */
  report() {
    return this.#get('report');
  }

  /** The newest runs of the page's job. */
  runs() {
    return this.#get('runs');
  }

  /** The text of the difference to what runs now. */
  difference(gate) {
    return this.#request(`gates/${encodeURIComponent(gate)}/difference`).then(response => response.text());
  }

  /** `{practiceIdentity: boolean, headers: {…}}`: whether people name themselves, and what a changing request has to carry. */
  async host() {
    this.#host ??= await this.#get('host');
    return this.#host;
  }

  /** `action` is approve, reject, comment or withdraw; `body` is `{identity, text}`. Answers with `{accepted: boolean, message: string}` also when the gate says no. */
  async answer(gate, action, body) {
    let response = await this.#post(gate, action, body);
    if (response.status === 403) {
      // The host may have been started anew since the page was loaded, and then asks for other headers.
      const before = JSON.stringify(this.#host);
      this.#host = null;
      if (JSON.stringify(await this.host()) !== before) response = await this.#post(gate, action, body);
    }
    const answer = await response.json().catch(() => ({message: `refused with status ${response.status}`}));
    return {accepted: response.ok, message: answer.message};
  }

  async #post(gate, action, body) {
    const {headers} = await this.host();
    return fetch(`${this.#base}gates/${encodeURIComponent(gate)}/${action}`, {
      method: 'POST',
      headers: {'Content-Type': 'application/json', ...headers},
      body: JSON.stringify(body),
    });
  }

  async #get(path) {
    return (await this.#request(path)).json();
  }

  async #request(path) {
    const response = await fetch(this.#base + path, {headers: {Accept: 'application/json'}});
    if (!response.ok) {
      const {message} = await response.json().catch(() => ({}));
      throw new Error(message ?? `${path}: ${response.status}`);
    }
    return response;
  }
}
