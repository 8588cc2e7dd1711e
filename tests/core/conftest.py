from hypothesis import settings

# A busy machine is no reason for a test to fail. While one works, a few examples of everything
# answer within seconds; `do.py test` looks at many more (--hypothesis-profile=thorough).
settings.register_profile("calm", deadline=None, derandomize=True, max_examples=4)
settings.register_profile("thorough", deadline=None, derandomize=True, max_examples=80)
settings.load_profile("calm")
