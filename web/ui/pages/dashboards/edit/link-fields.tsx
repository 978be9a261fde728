import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { changeElement } from '../../../../../dashboards/edit/change-at.ts';
import { recordsOf, textOf } from '../../../../../dashboards/import/read-json.ts';
import type { JsonRecord } from '../../../../../dashboards/model/panel.ts';
import { safeUrl } from '../../../../../dashboards/panels/safe-url.ts';
import classes from './edit.module.css';

const URL_HINT = 'https://';

/** The links of a panel or of a dashboard. */
export function LinkFields({
  panel,
  onField,
}: {
  /** What has them. */
  readonly panel: JsonRecord;
  readonly onField: (path: readonly string[], value: unknown) => void;
}) {
  const { t } = useTranslation();
  const links = recordsOf(panel.links);
  const write = (next: readonly JsonRecord[]) => onField(['links'], next);
  const made = { title: '', url: '', type: 'link', targetBlank: false };
  return (
    <details className={classes.group} open={links.length > 0}>
      <summary>{t('boards.link.title')}</summary>
      <div className={classes.lines}>
        {links.map((link, index) => (
          <LinkLine
            // biome-ignore lint/suspicious/noArrayIndexKey: links have no identity but their place
            key={index}
            link={link}
            number={index + 1}
            onChange={(next) => write(changeElement(links, index, () => next))}
          />
        ))}
        <div>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={14} />}
            onClick={() => write([...links, made])}
          >
            {t('boards.link.add')}
          </Button>
        </div>
      </div>
    </details>
  );
}

function LinkLine({
  link,
  number,
  onChange,
}: {
  readonly link: JsonRecord;
  readonly number: number;
  readonly onChange: (link: JsonRecord | null) => void;
}) {
  const { t } = useTranslation();
  const url = textOf(link.url);
  const isRefused = url !== '' && safeUrl(url) === null;
  return (
    <div className={classes.query}>
      <div className={classes.line}>
        <TextInput
          size="xs"
          aria-label={t('boards.link.name', { number })}
          placeholder={t('boards.field.title')}
          value={textOf(link.title)}
          onChange={(event) => onChange({ ...link, title: event.currentTarget.value })}
        />
        <ActionIcon
          size={28}
          variant="subtle"
          color="gray"
          aria-label={t('boards.link.remove', { number })}
          onClick={() => onChange(null)}
        >
          <IconX size={15} />
        </ActionIcon>
      </div>
      <TextInput
        size="xs"
        aria-label={t('boards.link.url', { number })}
        placeholder={URL_HINT}
        value={url}
        error={isRefused ? t('boards.link.refused') : undefined}
        onChange={(event) => onChange({ ...link, url: event.currentTarget.value })}
      />
      <Checkbox
        size="xs"
        label={t('boards.link.newTab')}
        checked={link.targetBlank === true}
        onChange={(event) => onChange({ ...link, targetBlank: event.currentTarget.checked })}
      />
    </div>
  );
}
