import { Switch, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { textOf } from '../../../../../dashboards/import/read-json.ts';
import classes from './edit.module.css';
import type { PanelFieldsProps } from './panel-fields-props.ts';
import { RepeatField } from './repeat-field.tsx';

/** What every panel has: title, description, ground, and what it is repeated for. */
export function CommonFields({ board, panel, onField }: PanelFieldsProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.group}>
      <TextInput
        size="xs"
        label={t('boards.field.title')}
        value={textOf(panel.title)}
        onChange={(event) => onField(['title'], event.currentTarget.value)}
      />
      <Textarea
        size="xs"
        autosize
        minRows={1}
        maxRows={6}
        label={t('boards.field.description')}
        value={textOf(panel.description)}
        onChange={(event) => onField(['description'], event.currentTarget.value)}
      />
      <Switch
        size="xs"
        label={t('boards.panel.transparent')}
        checked={panel.transparent === true}
        onChange={(event) => onField(['transparent'], event.currentTarget.checked)}
      />
      <RepeatField
        board={board}
        value={textOf(panel.repeat)}
        onChange={(variable) => onField(['repeat'], variable)}
      />
    </fieldset>
  );
}
