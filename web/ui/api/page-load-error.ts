/** The code of a page could not be fetched: the service is away, or has another version by now. */
export class PageLoadError extends Error {
  override readonly name = 'PageLoadError';
}
