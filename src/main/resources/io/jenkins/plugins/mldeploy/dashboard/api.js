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

  /** What the reader may ask for without a new build; nothing where the host starts no runs. */
  async offers() {
    const {deployments} = await this.host();
    return deployments ? (await this.#get('deployments/')).offers : [];
  }

  /** Asks for one of the offers; `{accepted, message, page}`, also when the host says no. */
  async ask(offer) {
    const response = await this.#send(`deployments/${encodeURIComponent(offer.deployment)}/${offer.verb}`, null);
    const answer = await response.json().catch(() => ({message: `refused with status ${response.status}`}));
    return {accepted: response.ok, message: answer.message, page: answer.page};
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
    const response = await this.#send(`gates/${encodeURIComponent(gate)}/${action}`, body);
    const answer = await response.json().catch(() => ({message: `refused with status ${response.status}`}));
    return {accepted: response.ok, message: answer.message};
  }

  async #send(path, body) {
    const response = await this.#post(path, body);
    if (response.status !== 403) return response;
    // The host may have been started anew since the page was loaded, and then asks for other headers.
    const before = JSON.stringify(this.#host);
    this.#host = null;
    return JSON.stringify(await this.host()) === before ? response : this.#post(path, body);
  }

  async #post(path, body) {
    const {headers} = await this.host();
    return fetch(this.#base + path, {
      method: 'POST',
      headers: {...(body === null ? {} : {'Content-Type': 'application/json'}), ...headers},
      body: body === null ? null : JSON.stringify(body),
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
