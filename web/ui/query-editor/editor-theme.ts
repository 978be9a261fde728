import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const KEYWORD = { color: 'var(--code-keyword)' };
const FUNCTION = { color: 'var(--code-function)' };
const LABEL = { color: 'var(--code-label)' };
const STRING = { color: 'var(--code-string)' };
const NUMBER = { color: 'var(--code-number)' };
const COMMENT = { color: 'var(--mantine-color-dimmed)', fontStyle: 'italic' };

/** For languages with a syntax tree. */
const highlight = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], ...KEYWORD },
  { tag: [tags.function(tags.variableName), tags.operator], ...FUNCTION },
  { tag: [tags.labelName, tags.propertyName], ...LABEL },
  { tag: [tags.string, tags.regexp], ...STRING },
  { tag: [tags.number, tags.special(tags.number)], ...NUMBER },
  { tag: tags.comment, ...COMMENT },
]);

/** For languages that name the colours themselves. */
const colours = EditorView.theme({
  '.cm-code-keyword': KEYWORD,
  '.cm-code-function': FUNCTION,
  '.cm-code-label': LABEL,
  '.cm-code-string': STRING,
  '.cm-code-number': NUMBER,
  '.cm-code-comment': COMMENT,
});

const look = EditorView.theme({
  '&': { fontSize: '13px', background: 'transparent', color: 'inherit' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': {
    fontFamily: 'var(--mantine-font-family-monospace)',
    padding: '5px 0',
    caretColor: 'var(--mantine-color-text)',
  },
  '.cm-line': { padding: '0 8px' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--mantine-primary-color-light-hover) !important',
  },
  '&.cm-focused .cm-matchingBracket': {
    background: 'var(--mantine-primary-color-light-hover)',
    outline: '1px solid var(--mantine-color-anchor)',
  },
  '.cm-placeholder': { color: 'var(--mantine-color-placeholder)' },
  '.cm-tooltip': {
    background: 'var(--ground-page)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    color: 'var(--mantine-color-text)',
    maxWidth: 'min(560px, calc(100vw - 32px))',
  },
  '.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--mantine-font-family-monospace)',
    maxHeight: '280px',
  },
  '.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px', lineHeight: '18px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    background: 'var(--mantine-primary-color-light-hover)',
    color: 'var(--mantine-color-text)',
  },
  '.cm-completionMatchedText': {
    textDecoration: 'none',
    fontWeight: '700',
    color: 'var(--mantine-color-anchor)',
  },
  '.cm-completionDetail': { color: 'var(--mantine-color-dimmed)', fontStyle: 'normal' },
  '.cm-completionIcon': { display: 'none' },
  '.cm-completionInfo': { padding: '6px 8px', maxWidth: '320px' },
  '.cm-word-info': { padding: '6px 10px' },
  '.cm-word-info-title': {
    fontFamily: 'var(--mantine-font-family-monospace)',
    fontWeight: '600',
    marginBottom: '2px',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--mantine-color-error)',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline dotted var(--mantine-color-dimmed)',
    textUnderlineOffset: '3px',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--mantine-color-error)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--mantine-color-dimmed)' },
});

/** Colours and type of query editors, from the variables of the theme that is shown. */
export const editorTheme: Extension = [syntaxHighlighting(highlight), colours, look];
