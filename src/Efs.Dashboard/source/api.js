const patience = 60; // How often a statistics store that is loading is asked again.

/** What the API refused, in its own words. */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail ? `${problem.title}: ${problem.detail}` : (problem.title ?? `Ответ ${status}`));
    this.status = status;
    this.type = problem.type;
  }
}

/** Reads the public API. The token is in this object and nowhere else. */
export class Api {
  #token;
  #onWait;
  #workbooks = new Map();

  constructor(token, onWait) {
    this.#token = token;
    this.#onWait = onWait;
  }

  async get(path, parameters = {}) {
    for (let attempt = 0; ; attempt++) {
      const response = await this.#fetch(path, parameters, "application/json");
      if (attempt > 0) this.#onWait("");
      if (response.ok) return response.json();
      const error = new ApiError(response.status, await response.json().catch(() => ({})));
      const seconds = Number(response.headers.get("Retry-After")) || 5;
      if (error.type !== "urn:efs:error:analytics.loading" || attempt === patience) throw error;
      this.#onWait(error.message);
      await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
    }
  }

  /** All records of a list, page after page. */
  async list(path, parameters = {}) {
    const items = [];
    let cursor;
    do {
      const page = await this.get(path, { ...parameters, cursor });
      items.push(...page.items);
      cursor = page.next;
    } while (cursor);
    return items;
  }

  /** The answer as a workbook; null if the API does not offer one. */
  async workbook({ path, parameters }) {
    const response = await this.#fetch(path, parameters, workbookType);
    return response.ok && response.headers.get("Content-Type")?.startsWith(workbookType) ? response.blob() : null;
  }

  /** Whether answers of this path can be had as a workbook; asked once. */
  async offersWorkbook(request) {
    if (!this.#workbooks.has(request.path)) this.#workbooks.set(request.path, this.workbook(request).then(Boolean));
    return this.#workbooks.get(request.path);
  }

  #fetch(path, parameters, accept) {
    const address = new URL(`v1/${path}`, document.baseURI);
    for (const [name, value] of Object.entries(parameters)) if (value != null) address.searchParams.set(name, value);
    return fetch(address, { headers: { Authorization: `Bearer ${this.#token}`, Accept: accept, "Accept-Language": "ru" } });
  }
}

const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
