/** The JSON beside the page. Which host answers, and how it knows who asks, is the host's business: it says so in `host`. */
export class Api {
  #base;
  #host = null;

  constructor(base) {
    this.#base = base;
  }

  overview() {
    return this.#get('overview');
  }

  gates() {
    return this.#get('gates');
  }

  /** The text of a stored difference. */
  difference(gate) {
    return this.#request(`gates/${encodeURIComponent(gate)}/difference`).then(response => response.text());
  }

  /** `{practiceIdentity: boolean, headers: {…}}`: whether people name themselves, and what a changing request has to carry. */
  async host() {
    this.#host ??= await this.#get('host');
    return this.#host;
  }

  /** Answers with `{accepted: boolean, message: string}` also when the gate says no. */
  async answer(gate, action, body) {
    const {headers} = await this.host();
    const response = await fetch(`${this.#base}gates/${encodeURIComponent(gate)}/${action}`, {
      method: 'POST',
      headers: {'Content-Type': 'application/json', ...headers},
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    return {accepted: response.ok, message: answer.message};
  }

  async #get(path) {
    return (await this.#request(path)).json();
  }

  async #request(path) {
    const response = await fetch(this.#base + path, {headers: {Accept: 'application/json'}});
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response;
  }
}
