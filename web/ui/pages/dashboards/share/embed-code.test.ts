import { expect, it } from 'vitest';
import { embedCode, pictureCode } from './embed-code.ts';

const URL = 'https://tocsin.example/embed/a.b?x=1&y="';

it('is code in which a title cannot become markup', () => {
  const code = embedCode(URL, '"><script>', true);
  expect(code).toContain('src="https://tocsin.example/embed/a.b?x=1&#38;y=&#34;"');
  expect(code).toContain('title="&#34;&#62;&#60;script&#62;"');
  expect(pictureCode(URL, '<b>')).toMatch(/^<img src="[^"<>]+" alt="&#60;b&#62;">$/);
});
