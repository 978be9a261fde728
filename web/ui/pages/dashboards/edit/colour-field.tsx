import { ColorInput, useComputedColorScheme } from '@mantine/core';
import { hexOf } from '../../../../../dashboards/panels/colour.ts';
import { panelToolsOf } from '../../../panels/panel-library.ts';

/** Names that Grafana gives to colours; they go with the theme. */
const NAMES = ['green', 'yellow', 'orange', 'red', 'purple', 'blue'].flatMap((name) => [
  name,
  `dark-${name}`,
  `light-${name}`,
]);

/** A colour: one of Grafana's named ones, or any other. */
export function ColourField({
  label,
  colour,
  onChange,
}: {
  readonly label: string;
  readonly colour: string;
  readonly onChange: (colour: string) => void;
}) {
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const { grafanaTheme, look } = panelToolsOf(scheme);
  const hex = (name: string) =>
    name === ''
      ? ''
      : hexOf(grafanaTheme.visualization.getColorByName(name), look.ground, look.dimmed);
  const named = new Map(NAMES.map((name) => [hex(name), name]));
  return (
    <ColorInput
      size="xs"
      aria-label={label}
      format="hex"
      swatches={[...named.keys()]}
      swatchesPerRow={9}
      value={hex(colour)}
      onChange={(value) => {
        if (value !== hex(colour)) onChange(named.get(value) ?? value);
      }}
    />
  );
}
