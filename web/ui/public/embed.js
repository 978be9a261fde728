/*
 * Frames of tocsin dashboards on pages of other sites. Put
 *   <script src="https://tocsin.example/embed.js" defer></script>
 * into the page, and where a dashboard is to stand
 *   <div data-tocsin-embed data-url-from="/my-portal/tocsin-link"></div>
 * The address is one of your own backend, which asks tocsin for a link with its token and answers
 * {"url": "https://tocsin.example/embed/…", "expiresAt": "2026-01-15T09:00:00.000Z"}.
 * Optional: data-theme (light, dark, auto), data-range (6h), data-refresh (30s), data-language (en, zh),
 * data-height (pixels; else as high as the dashboard), data-title. A change of one of the first five is
 * told to the frame, which stays as it is otherwise; so is a new link, before the old one ends. What
 * fails is told by the event tocsin-embed:fault. Nothing is kept, and no cookie is set or read.
 */
(() => {
  const ASK_AGAIN_MS = 15000;
  const LEAST_MS = 5000;
  const LONGEST_MS = 2147483647;
  const DRAWN_MS = 20000;
  const TAKEN_MS = 10000;
  const TOLD = ['theme', 'range', 'refresh', 'language'];
  const COMING = ';position:absolute;inset:0;opacity:0;pointer-events:none';
  const started = new WeakSet();

  /**
   * A frame, and what it was last told of the wishes. It answers once it has drawn; `told` is how high
   * it said it is.
   * @typedef {{ frame: HTMLIFrameElement, origin: string, wishes: string, answers: boolean, told: number }} Shown
   */

  /** @param {HTMLElement} place */
  const wishesOf = (place) => {
    /** @type {Record<string, string>} */
    const wishes = {};
    for (const name of TOLD) wishes[name] = place.dataset[name] || '';
    return wishes;
  };

  /** The time is the portal's own: a reader's clock may be wrong. @param {HTMLElement} place */
  const askLink = async (place) => {
    const answer = await fetch(place.dataset.urlFrom ?? '', {
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { accept: 'application/json' },
    });
    if (!answer.ok) throw new Error(`tocsin: ${place.dataset.urlFrom} answered ${answer.status}`);
    const nowMs = Date.parse(answer.headers.get('date') ?? '') || Date.now();
    const { url, expiresAt } = await answer.json();
    const address = new URL(url);
    if (address.protocol !== 'https:' && address.protocol !== 'http:') {
      throw new Error('tocsin: the link is no address of the web');
    }
    return { address, leftMs: Date.parse(expiresAt) - nowMs };
  };

  /** @param {HTMLElement} place @param {URL} address @returns {Shown} */
  const frameOf = (place, address) => {
    const { origin } = address;
    const frame = document.createElement('iframe');
    const wishes = wishesOf(place);
    for (const [name, value] of Object.entries(wishes)) {
      if (value && !address.searchParams.has(name)) address.searchParams.set(name, value);
    }
    frame.src = address.href;
    frame.title = place.dataset.title || 'tocsin';
    frame.referrerPolicy = 'no-referrer';
    frame.style.cssText = 'border:0;width:100%;display:block';
    return { frame, origin, wishes: JSON.stringify(wishes), answers: false, told: 0 };
  };

  /** @param {HTMLElement} place */
  const start = (place) => {
    if (started.has(place) || !place.dataset.urlFrom) return;
    started.add(place);
    /** @type {Shown | null} */
    let shown = null;
    /** @type {Shown | null} */
    let coming = null;
    /** @type {number | undefined} */
    let timer;
    /** @type {number | undefined} */
    let untaken;

    const size = (/** @type {Shown} */ { frame, told }) => {
      frame.style.height = `${Number(place.dataset.height) || told || 400}px`;
    };

    const say = (/** @type {Shown} */ { frame, origin }, /** @type {object} */ words) => {
      if (frame.contentWindow) frame.contentWindow.postMessage(words, origin);
    };

    const tell = (/** @type {Shown} */ one) => {
      const wishes = wishesOf(place);
      const text = JSON.stringify(wishes);
      if (!one.answers || one.wishes === text) return;
      one.wishes = text;
      say(one, { type: 'tocsin-embed:set', ...wishes });
    };

    /* The new frame takes the place of the old one when it has drawn, so that nothing flickers. */
    const take = (/** @type {Shown} */ next) => {
      if (coming !== next) return;
      coming = null;
      if (shown) shown.frame.remove();
      shown = next;
      next.frame.style.cssText = 'border:0;width:100%;display:block';
      size(next);
    };

    const replace = (/** @type {URL} */ address) => {
      if (coming) coming.frame.remove();
      const next = frameOf(place, address);
      if (shown) {
        coming = next;
        next.told = shown.told;
        next.frame.style.cssText += COMING;
        setTimeout(() => take(next), DRAWN_MS);
      } else {
        shown = next;
      }
      size(next);
      place.append(next.frame);
    };

    /* A frame that answers goes on with the new link; one that does not, because it has failed, is replaced. */
    const hand = (/** @type {URL} */ address) => {
      clearTimeout(untaken);
      if (shown?.answers && shown.origin === address.origin) {
        say(shown, { type: 'tocsin-embed:renew', url: address.href });
        untaken = window.setTimeout(replace, TAKEN_MS, address);
      } else {
        replace(address);
      }
    };

    const renew = async () => {
      clearTimeout(timer);
      if (!place.isConnected) {
        stop();
        return;
      }
      let waitMs = ASK_AGAIN_MS;
      try {
        const { address, leftMs } = await askLink(place);
        hand(address);
        if (Number.isFinite(leftMs)) waitMs = Math.max(LEAST_MS, leftMs * 0.8);
      } catch (fault) {
        const detail = String(fault);
        place.dispatchEvent(new CustomEvent('tocsin-embed:fault', { detail, bubbles: true }));
      }
      timer = window.setTimeout(renew, Math.min(LONGEST_MS, waitMs));
    };

    const hear = (/** @type {MessageEvent} */ { source, origin, data }) => {
      const from = [shown, coming].find((one) => one?.frame.contentWindow === source);
      if (!source || !from || origin !== from.origin) return;
      switch (data?.type) {
        case 'tocsin-embed:height': {
          const height = Math.ceil(Number(data.height));
          if (!(height > 0 && height < 20000)) return;
          from.told = height;
          if (from === shown) size(from);
          return;
        }
        case 'tocsin-embed:drawn':
          from.answers = true;
          take(from);
          tell(from);
          return;
        case 'tocsin-embed:renewed':
          if (from === shown) clearTimeout(untaken);
          return;
      }
    };

    const change = () => {
      for (const one of [shown, coming]) if (one) tell(one);
      if (shown) size(shown);
    };

    const observer = new MutationObserver(change);
    const stop = () => {
      clearTimeout(timer);
      clearTimeout(untaken);
      observer.disconnect();
      window.removeEventListener('message', hear);
      started.delete(place);
    };
    if (getComputedStyle(place).position === 'static') place.style.position = 'relative';
    window.addEventListener('message', hear);
    observer.observe(place, { attributeFilter: [...TOLD, 'height'].map((name) => `data-${name}`) });
    void renew();
  };

  const find = () =>
    /** @type {NodeListOf<HTMLElement>} */ (
      document.querySelectorAll('[data-tocsin-embed]')
    ).forEach(start);
  find();
  new MutationObserver(find).observe(document.documentElement, { childList: true, subtree: true });
})();
