/** What a page of another site has in it to show a link. */
export function embedCode(url: string, title: string, isPanel: boolean): string {
  const attributes = [
    ['src', url],
    ['title', title],
    ['width', '100%'],
    ['height', isPanel ? '360' : '900'],
    ['style', 'border:0'],
    ['referrerpolicy', 'no-referrer'],
    ['loading', 'lazy'],
  ];
  const text = attributes.map(([name, value]) => `${name}="${escaped(value ?? '')}"`).join(' ');
  return `<iframe ${text}></iframe>`;
}

/** What a page or a document has in it to show a picture. */
export function pictureCode(url: string, title: string): string {
  return `<img src="${escaped(url)}" alt="${escaped(title)}">`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
