import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { diffLines, type FoldedLine, foldLines } from './line-diff.ts';
import classes from './text-diff.module.css';

const SIGNS = { same: ' ', removed: '-', added: '+' } as const;
const AROUND = 3;

/** Two texts line by line; folded, long unchanged parts are left out. */
export function TextDiff({
  before,
  after,
  isFolded = false,
}: {
  readonly before: string;
  readonly after: string;
  readonly isFolded?: boolean;
}) {
  const lines = useMemo(() => {
    const all = diffLines(before, after);
    return isFolded ? foldLines(all, AROUND) : all;
  }, [before, after, isFolded]);
  return (
    <pre className={classes.text}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <Line key={index} line={line} />
      ))}
    </pre>
  );
}

function Line({ line }: { readonly line: FoldedLine }) {
  const { t } = useTranslation();
  return (
    <div className={classes.line} data-kind={line.kind}>
      {line.kind === 'skipped'
        ? t('boards.versions.skipped', { count: line.count })
        : `${SIGNS[line.kind]} ${line.text}`}
    </div>
  );
}
