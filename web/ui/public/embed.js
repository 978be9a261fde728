/*
 * Frames of tocsin dashboards on pages of other sites. Put
 *   <script src="https://tocsin.example/embed.js" defer></script>
 * into the page, and where a dashboard is to stand
 *   <div data-tocsin-embed data-url-from="/my-portal/tocsin-link"></div>
 * The address is one of your own backend, which asks tocsin for a link with its token and answers
 * {"url": "https://tocsin.example/embed/…", "expiresAt": "2026-01-15T09:00:00.000Z"}.
 * Optional: data-theme (light, dark, auto), data-range (6h), data-refresh (30s), data-language (en, zh),
 * data-height (pixels; else as high as the dashboard), data-title. Changing data-theme, data-range,
 * data-refresh or data-language changes the frame. What fails is told by the event tocsin-embed:fault. Nothing is kept, and no cookie is set or read.
 */
(() => {
  const ASK_AGAIN_MS = 15000;
  const LEAST_MS = 5000;
  const LONGEST_MS = 2147483647;
  const READY_MS = 20000;
  const TOLD = ['theme', 'range', 'refresh', 'language'];
  const started = new WeakSet();

  /** @typedef {{ frame: HTMLIFrameElement, origin: string }} Shown */

  /** @param {HTMLElement} place */
  const wishesOf = (place) => {
    /** @type {Record<string, string>} */
    const wishes = {};
    for (const name of TOLD) {
      const wish = place.dataset[name];
      if (wish) wishes[name] = wish;
    }
    return wishes;
  };

  /** @param {HTMLElement} place */
  const askLink = async (place) => {
    const answer = await fetch(place.dataset.urlFrom ?? '', {
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { accept: 'application/json' },
    });
    if (!answer.ok) throw new Error(`tocsin: ${place.dataset.urlFrom} answered ${answer.status}`);
    const { url, expiresAt } = await answer.json();
    const address = new URL(url);
    if (address.protocol !== 'https:' && address.protocol !== 'http:') {
      throw new Error('tocsin: the link is no address of the web');
    }
    return { address, expiresAtMs: Date.parse(expiresAt) };
  };

  /** @param {HTMLElement} place @param {URL} address */
  const frameOf = (place, address) => {
    const frame = document.createElement('iframe');
    for (const [name, value] of Object.entries(wishesOf(place))) {
      if (!address.searchParams.has(name)) address.searchParams.set(name, value);
    }
    frame.src = address.href;
    frame.title = place.dataset.title || 'tocsin';
    frame.referrerPolicy = 'no-referrer';
    frame.style.cssText = 'border:0;width:100%;display:block';
    frame.style.height = `${Number(place.dataset.height) || 400}px`;
    return frame;
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

    /* The new frame takes the place of the old one when it has drawn, so that nothing flickers. */
    const take = (/** @type {Shown} */ next) => {
      if (coming !== next) return;
      coming = null;
      if (shown) shown.frame.remove();
      shown = next;
      next.frame.style.cssText += ';position:static;visibility:visible';
    };

    const renew = async () => {
      clearTimeout(timer);
      if (!place.isConnected) {
        stop();
        return;
      }
      try {
        const { address, expiresAtMs } = await askLink(place);
        const { origin } = address;
        if (coming) coming.frame.remove();
        const next = { frame: frameOf(place, address), origin };
        coming = next;
        if (shown) {
          next.frame.style.height = shown.frame.style.height;
          next.frame.style.cssText += ';position:absolute;inset:0;visibility:hidden';
        }
        next.frame.addEventListener('load', () => {
          if (shown) setTimeout(() => take(next), 1500);
          else take(next);
        });
        setTimeout(() => take(next), READY_MS);
        place.append(next.frame);
        const leftMs = expiresAtMs - Date.now();
        const waitMs = Number.isFinite(leftMs) ? leftMs * 0.8 : ASK_AGAIN_MS;
        timer = window.setTimeout(renew, Math.min(LONGEST_MS, Math.max(LEAST_MS, waitMs)));
      } catch (fault) {
        const detail = String(fault);
        place.dispatchEvent(new CustomEvent('tocsin-embed:fault', { detail, bubbles: true }));
        timer = window.setTimeout(renew, ASK_AGAIN_MS);
      }
    };

    const hear = (/** @type {MessageEvent} */ { source, origin, data }) => {
      const from = [shown, coming].find((one) => one?.frame.contentWindow === source);
      if (!from || origin !== from.origin) return;
      if (data?.type !== 'tocsin-embed:height' || place.dataset.height) return;
      const height = Number(data.height);
      if (height > 0 && height < 20000) from.frame.style.height = `${Math.ceil(height)}px`;
    };

    const tell = () => {
      for (const one of [shown, coming]) {
        if (one?.frame.contentWindow) {
          const words = { type: 'tocsin-embed:set', ...wishesOf(place) };
          one.frame.contentWindow.postMessage(words, one.origin);
        }
      }
    };

    const observer = new MutationObserver(tell);
    const stop = () => {
      clearTimeout(timer);
      observer.disconnect();
      window.removeEventListener('message', hear);
      started.delete(place);
    };
    if (getComputedStyle(place).position === 'static') place.style.position = 'relative';
    window.addEventListener('message', hear);
    observer.observe(place, { attributeFilter: TOLD.map((name) => `data-${name}`) });
    void renew();
  };

  const find = () =>
    /** @type {NodeListOf<HTMLElement>} */ (
      document.querySelectorAll('[data-tocsin-embed]')
    ).forEach(start);
  find();
  new MutationObserver(find).observe(document.documentElement, { childList: true, subtree: true });
})();
