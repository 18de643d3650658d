// What the autoscalers of the benchmarks' worlds go by.

/** The field `metrics:` of an autoscaler's spec; `percent`: how busy the CPU is to be. */
export function cpuMetrics(percent: number): string {
  return `  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: ${percent}
`
}
