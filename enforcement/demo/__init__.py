"""Sample case files: invented agencies, parties and people; real law."""
