import type { DataFrame } from '@grafana/data';
import { loadFrameTools } from '../../dashboards/load-frame-tools.ts';

const tools = loadFrameTools();
const { FieldType } = tools;

/** A table by its columns: `Time` holds times, numbers and texts are told by their first value. */
export function table(refId: string, columns: Record<string, readonly unknown[]>): DataFrame {
  const fields = Object.entries(columns).map(([name, values]) => {
    const plain = typeof values[0] === 'number' ? FieldType.number : FieldType.string;
    return {
      name,
      type: name === 'Time' ? FieldType.time : plain,
      config: {},
      values: [...values],
    };
  });
  return tools.toDataFrame({ refId, fields });
}

/** A series as queries give it, a value per second: its name stands in the frame and in the field. */
export function series(refId: string, pod: string, values: readonly number[]): DataFrame {
  const times = values.map((_, index) => 1_000 * (index + 1));
  return tools.toDataFrame({
    refId,
    name: pod,
    fields: [
      { name: 'Time', type: FieldType.time, config: {}, values: times },
      {
        name: 'Value',
        type: FieldType.number,
        labels: { pod, node: 'n1' },
        config: { displayNameFromDS: pod },
        values: [...values],
      },
    ],
  });
}
