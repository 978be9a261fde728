import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './incidents.module.css';

export interface FacetChoice {
  readonly value: string;
  readonly label: string;
  /** Undefined: not known. */
  readonly count: number | undefined;
}

/** Values of one facet with how many incidents have them; several can be chosen. */
export function FacetMenu({
  label,
  choices,
  chosen,
  isCapped,
  onChange,
}: {
  readonly label: string;
  readonly choices: readonly FacetChoice[];
  readonly chosen: readonly string[];
  readonly isCapped: boolean;
  readonly onChange: (chosen: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const count = chosen.length === 0 ? '' : ` (${chosen.length})`;
  return (
    <Popover position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <Button
          size="xs"
          variant={chosen.length === 0 ? 'default' : 'light'}
          rightSection={<IconChevronDown size={12} aria-hidden />}
        >
          {label}
          {count}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        {choices.length === 0 && <p className="dimmed">{t('incidents.facets.none')}</p>}
        <Checkbox.Group value={[...chosen]} onChange={onChange}>
          <Stack gap={6} className={classes.choices ?? ''}>
            {choices.map((choice) => (
              <Checkbox
                key={choice.value}
                size="xs"
                value={choice.value}
                label={
                  <span className={classes.choice}>
                    <span>{choice.label}</span>
                    <span className="dimmed figures">{countText(choice.count, isCapped)}</span>
                  </span>
                }
              />
            ))}
          </Stack>
        </Checkbox.Group>
        {chosen.length > 0 && (
          <Button size="compact-xs" variant="subtle" mt="xs" onClick={() => onChange([])}>
            {t('incidents.facets.clear')}
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

/** A number that may be larger. */
export function countText(count: number | undefined, isCapped: boolean): string {
  if (count === undefined) return '';
  return `${count.toLocaleString('en')}${isCapped ? '+' : ''}`;
}
