"""Workers: many machines on one store, with jobs from a queue on the same PostgreSQL.

The ledger is the truth and the queue is not: a job names an outlet and a slot, and whoever has it reads in the store
whether there is anything left to do. What a job does is done under a lease (`aggregator.runs.session`).
"""
