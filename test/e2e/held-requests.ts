import type { Route } from 'playwright-core';

/** Holds requests back until they are let go: `page.route(pattern, held.hold)`. */
export interface HeldRequests {
  readonly hold: (route: Route) => Promise<void>;
  /** Lets all go on, also those that come later; one that was aborted meanwhile is left. */
  readonly release: () => void;
}

export function heldRequests(): HeldRequests {
  const opened = gate();
  return {
    hold: async (route) => {
      await opened.passed;
      // An aborted request has nobody to go on for; Playwright says so by throwing.
      await route.continue().catch(() => undefined);
    },
    release: opened.open,
  };
}

function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}
