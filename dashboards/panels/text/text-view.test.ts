import { describe, expect, it } from 'vitest';
import { panelOf } from '../../../test/support/panel-fixture.ts';
import { readHtml } from './read-html.ts';
import { readMarkdown } from './read-markdown.ts';
import { textView } from './text-view.ts';

const words = (value: unknown) => JSON.stringify(value);
const text = (said: string) => ({ kind: 'text', text: said });

describe('Markdown', () => {
  it.each([
    ['## Title\t ## ', { kind: 'heading', level: 2, parts: [text('Title')] }],
    ['# Title', { kind: 'heading', level: 1, parts: [text('Title')] }],
    ['plain', { kind: 'paragraph', parts: [text('plain')] }],
    ['---', { kind: 'rule' }],
    ['```\na <b>\n```', { kind: 'code', text: 'a <b>' }],
    ['> said', { kind: 'quote', blocks: [{ kind: 'paragraph', parts: [text('said')] }] }],
    [
      '**a** _b_ ~~c~~ `d`',
      {
        kind: 'paragraph',
        parts: [
          { kind: 'strong', parts: [text('a')] },
          text(' '),
          { kind: 'emphasis', parts: [text('b')] },
          text(' '),
          { kind: 'struck', parts: [text('c')] },
          text(' '),
          { kind: 'code', text: 'd' },
        ],
      },
    ],
    ['node_cpu_seconds', { kind: 'paragraph', parts: [text('node_cpu_seconds')] }],
    ['<script>x</script>', { kind: 'paragraph', parts: [text('<script>x</script>')] }],
    [
      '[a](https://example.test)',
      {
        kind: 'paragraph',
        parts: [{ kind: 'link', url: 'https://example.test', parts: [text('a')] }],
      },
    ],
    ['[a](javascript:alert(1))', { kind: 'paragraph', parts: [text('a'), text(')')] }],
    ['![p](https://example.test/p.png)', { kind: 'paragraph', parts: [text('p')] }],
  ])('%j', (source, block) => {
    expect(readMarkdown(source)).toEqual([block]);
  });

  it('nests lists and reads tables', () => {
    const [list, table] = readMarkdown('1. a\n   - b\n2. c\n\n| x | y |\n|---|---|\n| 1 | 2 |');
    expect(list).toMatchObject({ kind: 'list', isOrdered: true });
    expect(list?.kind === 'list' && list.items.map((item) => item.length)).toEqual([2, 1]);
    expect(table).toMatchObject({ kind: 'table', rows: [[[text('1')], [text('2')]]] });
  });

  it.each([
    ['marks', '*'.repeat(50_000)],
    ['brackets', '['.repeat(50_000)],
    ['quotes', '>'.repeat(50_000)],
    ['spaces', `- ${' '.repeat(50_000)}x`],
    ['spaces of a heading', `# a${' '.repeat(50_000)}x`],
    ['marks of a heading', `#${' '.repeat(25_000)}${'#'.repeat(25_000)}${' '.repeat(25_000)}x`],
    ['pipes', '|\n|-|\n'.repeat(8_000)],
  ])('reads 50,000 %s soon', (_, source) => {
    const started = performance.now();
    readMarkdown(source);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe('HTML', () => {
  it.each([
    '<script>evil()</script>',
    '<SCRIPT src=//evil></SCRIPT >',
    '<script>evil()',
    '<style>evil</style>',
    '<iframe src="evil"></iframe>',
    '<svg><a href="evil"></a></svg>',
    '<img src=x onerror="evil()">',
    '<a href="javascript:evil()">',
    '<a href="java&#115;cript:evil()">',
    '<a href=" &#1;javascript:evil()">',
    '<a href="data:text/html,evil">',
    '<object data="evil"></object>',
    '<form action="evil"><input value="evil"></form>',
    '<!-- evil -->',
    '<p onclick="evil()" style="evil">',
    '<math><mi xlink:href="evil"></math>',
  ])('nothing of %s is left', (source) => {
    expect(words(readHtml(`${source}`))).not.toContain('evil');
  });

  it('keeps structure and good links', () => {
    const blocks = readHtml(
      '<h2>T</h2><p>a <b>b</b> <a href="/x">c</a><p>d<ul><li>one<li>two</ul><pre>x\n y</pre>',
    );
    expect(blocks.map(({ kind }) => kind)).toEqual([
      'heading',
      'paragraph',
      'paragraph',
      'list',
      'code',
    ]);
    expect(blocks[1]).toMatchObject({
      parts: [text('a '), { kind: 'strong' }, text(' '), { kind: 'link', url: '/x' }],
    });
    expect(blocks[3]?.kind === 'list' && blocks[3].items).toHaveLength(2);
  });

  it('knows a tag of the name of a member of every object no more than any other', () => {
    const paragraph = { kind: 'paragraph', parts: [text('a'), text('b')] };
    expect(readHtml('a<constructor>b</constructor>')).toEqual([paragraph]);
  });

  it('shows what is escaped as text', () => {
    expect(readHtml('&lt;script&gt;')).toEqual([{ kind: 'paragraph', parts: [text('<script>')] }]);
  });

  it('closes what is never closed, and is not nested without end', () => {
    expect(readHtml(`${'<b>'.repeat(5_000)}x`)).toHaveLength(1);
    expect(words(readHtml(`${'<div>'.repeat(5_000)}x`))).toContain('x');
  });
});

it('a text panel without words is empty', () => {
  expect(textView(panelOf('text', { content: ' ' }))).toMatchObject({ kind: 'empty' });
  expect(textView(panelOf('text', { mode: 'code', content: '# a' }))).toEqual({
    kind: 'text',
    blocks: [{ kind: 'code', text: '# a' }],
  });
});
