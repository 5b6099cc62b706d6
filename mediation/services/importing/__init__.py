"""收案导入: a court's table of cases, read and checked first, made into cases once somebody has confirmed it."""
