import { Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './label-chip.module.css';

/** A label as `name=value`: click to filter, Alt-click to exclude, copy on hover. */
function LabelChip({
  name,
  value,
  onFilter,
}: {
  readonly name: string;
  readonly value: string;
  readonly onFilter?: (isExcluded: boolean) => void;
}) {
  const { t } = useTranslation();
  const text = `${name}=${value}`;
  const words = (
    <>
      <span className={classes.name}>{name}=</span>
      {value}
    </>
  );
  return (
    <span className={classes.chip}>
      {onFilter === undefined ? (
        <span className={classes.text}>{words}</span>
      ) : (
        <Tooltip label={t('frame.labels.title', { name, value })}>
          <button
            type="button"
            className={classes.text}
            onClick={(event) => {
              event.stopPropagation();
              event.preventDefault();
              onFilter(event.altKey);
            }}
          >
            {words}
          </button>
        </Tooltip>
      )}
      <Copy text={text} />
    </span>
  );
}

function Copy({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  const { copy, copied } = useClipboard();
  const Icon = copied ? IconCheck : IconCopy;
  return (
    <button
      type="button"
      className={classes.copy}
      aria-label={copied ? t('frame.labels.copied') : t('frame.labels.copy', { text })}
      onClick={(event) => {
        event.stopPropagation();
        event.preventDefault();
        copy(text);
      }}
    >
      <Icon size={12} aria-hidden />
    </button>
  );
}

/** The labels of something, at most `most` of them with the rest counted. */
export function LabelChips({
  labels,
  most = Number.POSITIVE_INFINITY,
  onFilter,
}: {
  readonly labels: Readonly<Record<string, string>>;
  readonly most?: number;
  readonly onFilter?: (name: string, value: string, isExcluded: boolean) => void;
}) {
  const { t } = useTranslation();
  const entries = Object.entries(labels);
  const rest = entries.length - most;
  return (
    <span className={classes.chips}>
      {entries.slice(0, most).map(([name, value]) => (
        <LabelChip
          key={name}
          name={name}
          value={value}
          {...(onFilter === undefined
            ? {}
            : { onFilter: (isExcluded: boolean) => onFilter(name, value, isExcluded) })}
        />
      ))}
      {rest > 0 && <span className="dimmed small">{t('frame.labels.more', { count: rest })}</span>}
    </span>
  );
}
