"""What if: an area's queues of cases played forward from its own past, with and without a change."""
