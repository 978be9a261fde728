/** A text out of gzip, or why there is none: it is no gzip of a text in UTF-8, or larger than allowed. */
export type InflatedText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'damaged' | 'large' };

/**
 * Reads base64 of gzip, as `gzipJson` of grafana-operator. Inflates no further than `mostBytes`, whatever
 * the bytes would become.
 */
export async function inflateText(base64: string, mostBytes: number): Promise<InflatedText> {
  const bytes = bytesOf(base64);
  if (bytes === null) return { kind: 'damaged' };
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const reader = inflated.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let sizeBytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { kind: 'text', text: text + decoder.decode() };
      sizeBytes += value.length;
      if (sizeBytes > mostBytes) {
        await reader.cancel();
        return { kind: 'large' };
      }
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // Each engine has an error of its own for the same thing: these bytes are no gzip, or no text.
    return { kind: 'damaged' };
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch (thrown) {
    if (thrown instanceof DOMException) return null;
    throw thrown;
  }
}
