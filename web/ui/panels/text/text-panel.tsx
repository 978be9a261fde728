import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { TextView } from '../../../../dashboards/model/panel-views.ts';
import type { TextBlock, TextPart } from '../../../../dashboards/model/text-blocks.ts';
import type { Drawing } from '../drawing.ts';
import classes from '../panels.module.css';
import { useFollow } from '../use-follow.ts';

/** A text as elements of our own; nothing of it is ever read as HTML by the browser. */
export function TextPanel({
  view,
  heightPx,
}: Pick<Drawing, 'heightPx'> & { readonly view: TextView }) {
  return (
    <div className={classes.text} style={{ maxHeight: heightPx }}>
      <Blocks blocks={view.blocks} />
    </div>
  );
}

function Blocks({ blocks }: { readonly blocks: readonly TextBlock[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: a text has no other order
  return blocks.map((block, index) => <Block key={index} block={block} />);
}

function Block({ block }: { readonly block: TextBlock }) {
  switch (block.kind) {
    case 'heading':
      return <Heading level={block.level} parts={block.parts} />;
    case 'paragraph':
      return (
        <p>
          <Parts parts={block.parts} />
        </p>
      );
    case 'list': {
      const List = block.isOrdered ? 'ol' : 'ul';
      return (
        <List>
          {block.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a text has no other order
            <li key={index}>
              <Blocks blocks={item} />
            </li>
          ))}
        </List>
      );
    }
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.blocks} />
        </blockquote>
      );
    case 'code':
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      );
    case 'rule':
      return <hr />;
    case 'table':
      return <TextTable block={block} />;
    default:
      return block satisfies never;
  }
}

/** Headings of a panel stand below those of the page. */
function Heading({
  level,
  parts,
}: {
  readonly level: number;
  readonly parts: readonly TextPart[];
}) {
  const Tag = level <= 1 ? 'h3' : level === 2 ? 'h4' : 'h5';
  return (
    <Tag>
      <Parts parts={parts} />
    </Tag>
  );
}

function TextTable({ block }: { readonly block: Extract<TextBlock, { kind: 'table' }> }) {
  const cells = (row: readonly (readonly TextPart[])[], Tag: 'th' | 'td') =>
    row.map((parts, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a text has no other order
      <Tag key={index}>
        <Parts parts={parts} />
      </Tag>
    ));
  return (
    <table>
      <thead>
        <tr>{cells(block.head, 'th')}</tr>
      </thead>
      <tbody>
        {block.rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text has no other order
          <tr key={index}>{cells(row, 'td')}</tr>
        ))}
      </tbody>
    </table>
  );
}

function Parts({ parts }: { readonly parts: readonly TextPart[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: a text has no other order
  return parts.map((part, index) => <Part key={index} part={part} />);
}

const TAGS = { strong: 'strong', emphasis: 'em', struck: 's' } as const;

function Part({ part }: { readonly part: TextPart }) {
  switch (part.kind) {
    case 'text':
      return <Fragment>{part.text}</Fragment>;
    case 'code':
      return <code>{part.text}</code>;
    case 'strong':
    case 'emphasis':
    case 'struck': {
      const Tag = TAGS[part.kind];
      return (
        <Tag>
          <Parts parts={part.parts} />
        </Tag>
      );
    }
    case 'link':
      return <TextLink part={part} />;
    case 'break':
      return <br />;
    default:
      return part satisfies never;
  }
}

/** What the reader may not follow is text like any other. */
function TextLink({ part }: { readonly part: Extract<TextPart, { kind: 'link' }> }) {
  const { t } = useTranslation();
  const to = useFollow()(part.url);
  if (to.kind === 'none') return <Parts parts={part.parts} />;
  if (to.kind === 'absent') {
    return (
      <span title={t('boards.links.absent')}>
        <Parts parts={part.parts} />
      </span>
    );
  }
  return (
    <a href={to.address} target="_blank" rel="noopener noreferrer nofollow">
      <Parts parts={part.parts} />
    </a>
  );
}
