"""Kubernetes: a CronJob (batch/v1) for each job, on a claim that holds the working folder."""

from __future__ import annotations

import json
from collections.abc import Iterable

from aggregator.schedule.jobs import Job, Surroundings

# Strings are quoted as JSON, which YAML 1.2 contains.
CRON_JOB = """\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {name}
  labels: {{app.kubernetes.io/name: aggregator}}
spec:
  schedule: {schedule}{zone}
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: {deadline}
  successfulJobsHistoryLimit: 3
  failedJobsHistoryLimit: 3
  jobTemplate:
    spec:
      backoffLimit: 6
      activeDeadlineSeconds: 7200
      template:
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: 30
          automountServiceAccountToken: false
          securityContext:
            runAsNonRoot: true
            runAsUser: 1000
            runAsGroup: 1000
            fsGroup: 1000
            seccompProfile: {{type: RuntimeDefault}}
          containers:
            - name: aggregator
              image: {image}
              command: {command}
              workingDir: {folder}
              envFrom:
                - secretRef: {{name: aggregator, optional: true}}
              securityContext:
                allowPrivilegeEscalation: false
                readOnlyRootFilesystem: true
                capabilities: {{drop: [ALL]}}
              volumeMounts:
                - {{name: data, mountPath: {folder}}}
                - {{name: tmp, mountPath: /tmp}}
          volumes:
            - name: data
              persistentVolumeClaim: {{claimName: aggregator}}
            - name: tmp
              emptyDir: {{}}
"""
FOLDER = "/data"
"""Working folder in the container, on the claim."""
CATCH_UP = 12 * 3600
"""Seconds after which a missed start is not made up for."""


def cron_jobs(jobs: Iterable[Job], where: Surroundings) -> dict[str, str]:
    """Return the CronJobs, as one file."""
    notes = "".join(f"# {note}\n" for note in where.notes)
    return {"aggregator.yaml": notes + "---\n".join(_cron_job(job, where) for job in jobs)}


def _cron_job(job: Job, where: Surroundings) -> str:
    return CRON_JOB.format(
        name=f"aggregator-{job.name}",
        schedule=json.dumps(f"{job.at.minute} {job.at.hour} * * *" if job.at else f"*/{job.every} * * * *"),
        zone=f"\n  timeZone: {json.dumps(job.zone)}" if job.zone else "",
        deadline=CATCH_UP if job.at else job.every * 60,
        image=json.dumps(where.image),
        command=json.dumps(job.words, ensure_ascii=False),
        folder=json.dumps(FOLDER),
    )
